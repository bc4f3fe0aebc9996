import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Language, Parser, Tree } from '@vscode/tree-sitter-wasm';

/**
 * Parsers by grammar; null where a grammar cannot be loaded, so that it is tried once. A runtime that does not start
 * is tried again with the next file: too many files may have been open, and no grammar is at fault.
 */
const parsers = new Map<string, Promise<Parser | null>>();
let runtime: Promise<TreeSitter> | undefined;

interface TreeSitter {
  readonly folder: string;
  readonly newParser: (grammar: Uint8Array) => Promise<Parser>;
}

/** Larger files are cut by their braces or indentation: generated code, mostly. UTF-16 units. */
const LARGEST = 512 * 1024;
/** So is what has a line as long as this: no line of it would be the start of one thing alone. UTF-16 units. */
const LONGEST_LINE = 5000;
/**
 * The parser looks up 3 to 17 times in 1,000 units of code that people write; what takes more is some other
 * language, and repairing it takes time that grows with its square. Work is counted, so that a file is cut the same
 * on every machine. The clock is the last resort for what counting does not see: while C++ and C# are in error, each
 * look costs more the further the parser has come, and 200,000 units of stray quotes took it 29 s within the count.
 */
const LOOKS_A_UNIT = 0.025;
const LOOKS_AT_LEAST = 100;
const LONGEST_MILLISECONDS = 2000;

/**
 * Parses a source file. The tree's offsets are UTF-16 units of the text; whoever takes it deletes it. Null where
 * there is no parser, or where the file is too large or too much work for it.
 *
 * @param grammar as in `tree-sitter-GRAMMAR.wasm`; loaded when it is first asked for
 */
export async function parse(text: string, grammar: string): Promise<Tree | null> {
  if (text.length > LARGEST || longestLine(text) > LONGEST_LINE) return null;
  const loading = parsers.get(grammar) ?? load(grammar).catch(() => null);
  parsers.set(grammar, loading);
  const parser = await loading;
  if (parser === null) {
    if (runtime === undefined) parsers.delete(grammar);
    return null;
  }
  const most = LOOKS_AT_LEAST + text.length * LOOKS_A_UNIT;
  const until = performance.now() + LONGEST_MILLISECONDS;
  let looks = 0;
  try {
    const tree = parser.parse(plainLineEnds(text), null, {
      progressCallback: () => ++looks > most || performance.now() > until,
    });
    if (tree === null) parser.reset();
    return tree;
  } catch {
    // Out of memory or a fault in the grammar: what this parser holds cannot be trusted.
    parsers.delete(grammar);
    return null;
  }
}

/** Lone carriage returns as line feeds, and no byte order mark, at the same offsets. */
function plainLineEnds(text: string): string {
  return text.replace(/^\uFEFF/, '\n').replace(/\r(?!\n)/g, '\n');
}

function longestLine(text: string): number {
  let longest = 0;
  for (let start = 0; start <= text.length;) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    longest = Math.max(longest, end - start);
    start = end + 1;
  }
  return longest;
}

async function load(grammar: string): Promise<Parser> {
  runtime ??= start().catch((error: unknown) => {
    runtime = undefined;
    throw error;
  });
  const { folder, newParser } = await runtime;
  return newParser(await readFile(path.join(folder, `tree-sitter-${grammar}.wasm`)));
}

async function start(): Promise<TreeSitter> {
  const { default: treeSitter } = await import('@vscode/tree-sitter-wasm');
  const from = createRequire(path.join(import.meta.dirname, 'here.js'));
  const folder = path.dirname(from.resolve('@vscode/tree-sitter-wasm'));
  await treeSitter.Parser.init({ locateFile: (file) => path.join(folder, file) });
  return {
    folder,
    newParser: async (grammar) => {
      const language: Language = await treeSitter.Language.load(grammar);
      return new treeSitter.Parser().setLanguage(language);
    },
  };
}
