import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { chunk } from '../../src/core/memory/chunker.ts';
import { countTokens } from '../../src/core/text/tokens.ts';
import { outlineOf } from '../../src/engine/formats/outline.ts';
import { encodedText } from '../../src/engine/workspace/contentKey.ts';
import { CACHE, readSets, SAMPLE } from '../quality/sets.ts';

/** A file of the corpus, as its set has it. */
export interface CorpusFile {
  /** Its set, then its path there. */
  readonly file: string;
  readonly text: string;
}

/**
 * Files of all public sets (long mixed texts, papers, policies, code, meetings, stories, Chinese, German), one of each
 * set after the other, until there are about so many tokens by estimate; of the sample library alone, again and again
 * under other names, where the sets are not here.
 */
export function corpusOf(tokens: number): CorpusFile[] {
  const sets = readSets().filter(({ name }) => name !== SAMPLE);
  const sources = (sets.length === 0 ? readSets({ only: [SAMPLE] }) : sets).map(({ name, workspace }) => ({
    name,
    workspace,
    files: readdirSync(workspace, { recursive: true, encoding: 'utf8' })
      .filter((file) => extname(file) !== '')
      .toSorted(),
  }));
  const corpus: CorpusFile[] = [];
  let gathered = 0;
  for (let round = 0; gathered < tokens; round++) {
    let more = false;
    for (const { name, workspace, files } of sources) {
      const file = files[sets.length === 0 ? round % files.length : round];
      if (file === undefined || gathered >= tokens) continue;
      more = true;
      const read = readFileSync(join(workspace, file), 'utf8');
      // The same text twice would be encoded once: a copy of the library differs in every paragraph.
      const copy = sets.length === 0 ? Math.floor(round / files.length) : 0;
      const text = copy === 0 ? read : read.replaceAll(/\n\n(?=\S)/g, `\n\n${copy}. `);
      corpus.push({ file: join(name, copy === 0 ? '' : `copy-${copy}`, file), text });
      gathered += countTokens(text);
    }
    if (!more) break;
  }
  return corpus;
}

/** The corpus as a folder, made anew. */
export function corpusFolder(tokens: number): { readonly folder: string; readonly files: number } {
  const folder = join(CACHE, 'speed', 'corpus');
  if (existsSync(folder)) rmSync(folder, { recursive: true });
  const files = corpusOf(tokens);
  for (const { file, text } of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return { folder, files: files.length };
}

/** What the encoder reads for the files' leaves, in file order. */
export async function leavesOf(files: readonly CorpusFile[]): Promise<string[]> {
  const texts: string[] = [];
  for (const { file, text } of files) {
    const tree = chunk(text, await outlineOf(file, text));
    texts.push(...tree.leaves.map((_leaf, leaf) => encodedText(text, tree, leaf)));
  }
  return texts;
}

/**
 * Every so manieth of the leaves of a corpus, `count` in all, still in file order: neighbours differ in length as those
 * of a folder do.
 */
export async function sampleOfLeaves(count: number, tokens = 400_000): Promise<string[]> {
  const leaves = await leavesOf(corpusOf(tokens));
  const runs = Math.ceil(count / 32);
  const stride = Math.max(32, Math.floor(leaves.length / runs));
  const sample: string[] = [];
  for (let run = 0; run < runs; run++) sample.push(...leaves.slice(run * stride, run * stride + 32));
  return sample.slice(0, count);
}
