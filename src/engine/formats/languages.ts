import type { Lines } from './lines.ts';
import type { LexicalRules } from './scanBraces.ts';

/** A declaration that a line begins. */
export interface Declaration {
  readonly name: string;
  /** Other declarations stand in it: a class, a namespace, an implementation. */
  readonly isContainer?: boolean;
  /** Worth not cutting through, but no heading. */
  readonly isBreak?: boolean;
}

/** Where a line stands. */
export interface Place {
  /** Directly inside a class or the like. */
  readonly inContainer: boolean;
  /** The innermost one's name, or empty. */
  readonly container: string;
  readonly opensBody: () => '{' | '=>' | ';';
}

export interface BracedLanguage extends LexicalRules {
  readonly lineComment: RegExp;
  /** What begins a line at the margin only at the top level, whatever the braces say. */
  readonly margin?: RegExp;
  readonly declaration: (line: string, place: Place) => Declaration | undefined;
}

export interface IndentedLanguage {
  readonly lineComment: RegExp;
  readonly declaration: (line: string) => Declaration | undefined;
  /** What each line starts in: 0 code, 1 a comment, 2 a string. All code where left out. */
  readonly scan?: (lines: Lines) => Uint8Array;
}

/** Words that stand before a parenthesis without declaring anything. */
const NOT_A_NAME =
  /^(?:if|else|for|foreach|while|do|switch|case|catch|return|throw|new|super|this|function|with|await|yield|typeof|sizeof|using|lock|synchronized|assert|delete|constructor\?|defined|static_assert|in|is|as)$/;

const SLASHES = /^(?:\/\/|\*)/;

const javascript: BracedLanguage = {
  lineComment: SLASHES,
  backticks: 'template',
  regex: true,
  margin: /^(?:export|import|class|function|async function|interface|namespace)\b/,
  declaration(line, { inContainer }) {
    const container =
      /^(?:export\s+)?(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:class|interface|enum|const enum|namespace|module)\s+([\w$.]+)/.exec(
        line,
      );
    if (container !== null && !/^module\.exports/.test(line))
      return { name: container[1] ?? '', isContainer: true };
    const plain = /^(?:export\s+)?(?:default\s+)?(?:declare\s+)?(?:async\s+)?function\s*\*?\s*([\w$]+)/.exec(
      line,
    );
    if (plain !== null) return { name: plain[1] ?? '' };
    const type = /^(?:export\s+)?(?:declare\s+)?type\s+([\w$]+)\s*(?:<.*)?=/.exec(line);
    if (type !== null) return { name: type[1] ?? '' };
    const constant =
      /^(?:export\s+)?(?:const|let|var)\s+([\w$]+)\b[^=]*=\s*(?:async\s*)?(?:function\b|\(.*|<.*|[\w$]+\s*=>)/.exec(
        line,
      );
    if (constant !== null && /=>|function|[({,]$/.test(line)) return { name: constant[1] ?? '' };
    if (/^(?:describe|suite|test|it)(?:\.\w+)?\(/.test(line)) return { name: '', isBreak: true };
    if (!inContainer) return undefined;
    const method =
      /^(?:(?:public|private|protected|static|async|override|readonly|abstract|get|set|declare)\s+)*\*?\s*(#?[\w$]+)\??\s*(?:<[^()]*>)?\(/.exec(
        line,
      );
    if (method !== null && !NOT_A_NAME.test(method[1] ?? '')) return { name: method[1] ?? '' };
    const arrow =
      /^(?:(?:public|private|protected|static|readonly)\s+)*(#?[\w$]+)\s*(?::[^=]+)?=\s*(?:async\s*)?(?:\([^()]*\)|[\w$]+)\s*(?::[^=]+)?=>/.exec(
        line,
      );
    return arrow === null ? undefined : { name: arrow[1] ?? '' };
  },
};

/** Java, C#, Dart, Groovy: modifiers, a type, a name and a parenthesis. */
const typed: BracedLanguage = {
  lineComment: SLASHES,
  tripleQuotes: true,
  declaration(line, { inContainer, opensBody }) {
    const bare = line.replace(/^(?:@[\w.]+(?:\([^()]*\))?\s+|\[[^\]]*\]\s*)+/, '');
    const container =
      /^(?:[\w-]+\s+)*?(?:class|interface|@interface|enum|record(?:\s+(?:class|struct))?|struct|namespace|mixin|extension)\s+([\w.]+)/.exec(
        bare,
      );
    if (container !== null && !/^(?:package|import|using|return)\b/.test(bare))
      return { name: container[1] ?? '', isContainer: true };
    const method = /^((?:[\w.<>[\],?&]+\s+)*?)(?:operator\s*)?(~?[\w.]+)\s*(?:<[^()]*>)?\(/.exec(bare);
    if (method === null || /[=;]/.test(method[0]) || NOT_A_NAME.test(method[2] ?? '')) return undefined;
    if (/^(?:return|throw|new|else|await|var)\b/.test(bare)) return undefined;
    // Outside a class, as in Dart or a C# script, only what has a type and a body is a function.
    if (!inContainer && (method[1] ?? '') === '') return undefined;
    if (opensBody() === ';') return (method[1] ?? '') === '' ? undefined : { name: '', isBreak: true };
    return { name: method[2] ?? '' };
  },
};

const c: BracedLanguage = {
  lineComment: SLASHES,
  declaration(line, { opensBody }) {
    if (line.startsWith('#')) return undefined;
    const wrapper = /^(?:inline\s+)?namespace\b\s*([\w:]*)/.exec(line);
    if (wrapper !== null) return { name: wrapper[1] ?? '', isContainer: true, isBreak: true };
    if (/^extern\s+"C"\s*\{?/.test(line) && !line.includes('('))
      return { name: '', isContainer: true, isBreak: true };
    const container =
      /^(?:typedef\s+)?(?:class|struct|union|enum(?:\s+class)?)\s+(?:[A-Z_]+\s+)?([\w:]+)(?![^{]*[()=])/.exec(
        line.replace(/^template\s*<.*>\s*/, ''),
      );
    if (container !== null)
      return opensBody() === '{' ? { name: container[1] ?? '', isContainer: true } : undefined;
    const found = /^((?:[\w:<>,[\]]+[\s*&]+)*?)([\w:~]+|operator\s*\S{1,3})\s*\(/.exec(line);
    if (found === null || found[0].includes('=')) return undefined;
    const name = found[2] ?? '';
    if (NOT_A_NAME.test(name) || /^(?:return|else|typedef|using|case)\b/.test(line) || opensBody() !== '{')
      return undefined;
    // TEST(Suite, Case) { … }: the macro's arguments are the name.
    if (/^[A-Z][A-Z\d_]+$/.test(name)) return { name: /^[\w]+\s*\([^()]*\)/.exec(line)?.[0] ?? name };
    return { name };
  },
};

const go: BracedLanguage = {
  lineComment: SLASHES,
  backticks: 'raw',
  margin: /^(?:func|type)\b/,
  declaration(line) {
    const method = /^func\s+\(\s*(?:\w+\s+)?\*?([\w.]+)(?:\[[^\]]*\])?\s*\)\s*(\w+)/.exec(line);
    if (method !== null) return { name: `${method[1] ?? ''}.${method[2] ?? ''}` };
    const found = /^(?:func|type)\s+(\w+)/.exec(line);
    return found === null ? undefined : { name: found[1] ?? '' };
  },
};

const rust: BracedLanguage = {
  lineComment: SLASHES,
  lifetimes: true,
  declaration(line) {
    const bare = line
      .replace(/^(?:pub(?:\([^)]*\))?|default|const|async|unsafe|extern(?:\s+"[^"]*")?)\s+(?=\w)/, '')
      .replace(/^(?:const|async|unsafe|extern(?:\s+"[^"]*")?)\s+(?=\w)/g, '');
    const block = /^impl\b\s*(?:<[^{]*?>\s*)?([^{]*?)\s*(?:where\b.*)?\{?\s*\}?$/.exec(bare);
    if (block !== null) return { name: `impl ${block[1] ?? ''}`, isContainer: true };
    const found = /^(fn|struct|enum|union|trait|mod|type|macro_rules!)\s+(\w+)/.exec(bare);
    if (found === null || (found[1] === 'mod' && bare.endsWith(';'))) return undefined;
    return { name: found[2] ?? '', isContainer: found[1] === 'trait' || found[1] === 'mod' };
  },
};

/** Kotlin, Swift, Scala, PHP: a word announces a function. */
const worded = (rules: LexicalRules): BracedLanguage => ({
  ...rules,
  lineComment: /^(?:\/\/|\*|#)/,
  declaration(line) {
    const bare = line.replace(/^(?:@[\w.]+(?:\([^()]*\))?\s+)+/, '');
    const container =
      /^(?:[\w]+(?:\(\w+\))?\s+)*?(?:class|interface|trait|enum|object|protocol|extension|struct|namespace)\s+([\w.\\]+)/.exec(
        bare,
      );
    if (container !== null && !/^(?:import|use|package|return)\b/.test(bare))
      return { name: container[1] ?? '', isContainer: true };
    const found =
      /^(?:[\w]+(?:\([\w.]+\))?\s+)*?(?:fun|func|function|def)\s+(?:<[^>]*>\s*)?&?((?:[\w]+\.)*[\w`]+)/.exec(
        bare,
      );
    if (found !== null) return { name: found[1] ?? '' };
    return /^(?:(?:public|private|internal|convenience|override|required)\s+)*(?:init|deinit|constructor)\b\s*[?({]/.test(
      bare,
    )
      ? { name: 'init' }
      : undefined;
  },
});

export const BRACED: ReadonlyMap<string, BracedLanguage> = byExtension([
  [javascript, 'ts tsx mts cts js jsx mjs cjs vue svelte'],
  [typed, 'java cs dart groovy gradle'],
  [c, 'c h cc cpp cxx hh hpp hxx m mm cu ino'],
  [go, 'go'],
  [rust, 'rs'],
  [worded({ tripleQuotes: true }), 'kt kts swift scala'],
  [worded({ hashComments: true }), 'php'],
]);

const python: IndentedLanguage = {
  lineComment: /^#/,
  scan: scanPython,
  declaration(line) {
    const found = /^(class|def|async\s+def)\s+(\w+)/.exec(line);
    return found === null ? undefined : { name: found[2] ?? '', isContainer: found[1] === 'class' };
  },
};

const ruby: IndentedLanguage = {
  lineComment: /^#/,
  declaration(line) {
    const found = /^(class|module|def)\s+((?:self\.)?[\w:.]+[?!=]?)/.exec(line);
    return found === null ? undefined : { name: found[2] ?? '', isContainer: found[1] !== 'def' };
  },
};

/** Languages where a pattern at the start of a line is all there is to know. */
const patterned = (lineComment: RegExp, ...patterns: readonly RegExp[]): IndentedLanguage => ({
  lineComment,
  declaration(line) {
    for (const pattern of patterns) {
      const name = pattern.exec(line)?.[1];
      if (name !== undefined) return { name };
    }
    return undefined;
  },
});

export const INDENTED: ReadonlyMap<string, IndentedLanguage> = byExtension([
  [python, 'py pyi pyw'],
  [ruby, 'rb rake'],
  [patterned(/^#/, /^function\s+([\w:.-]+)/, /^([\w:.-]+)\s*\(\)\s*(?:\{|$)/), 'sh bash zsh ksh'],
  [patterned(/^--/, /^(?:local\s+)?function\s+([\w.:]+)/, /^(?:local\s+)?([\w.]+)\s*=\s*function\b/), 'lua'],
  [patterned(/^#/, /^(?:sub|package)\s+([\w:]+)/), 'pl pm'],
  [patterned(/^#/, /^([\w.]+)\s*(?:<-|=)\s*function\b/), 'r'],
  [patterned(/^#/, /^(?:function|filter)\s+([\w:-]+)/i), 'ps1 psm1'],
  [
    patterned(
      /^--/,
      /^create\s+(?:or\s+replace\s+)?(?:(?:temp|temporary|unique|materialized|virtual)\s+)*(?:table|view|function|procedure|trigger|index|type)\s+(?:if\s+not\s+exists\s+)?([\w."`[\]]+)/i,
    ),
    'sql',
  ],
]);

/** Where strings of several lines run, so that what they quote is not taken for code. */
function scanPython(lines: Lines): Uint8Array {
  const states = new Uint8Array(lines.count);
  let quote = '';
  for (let i = 0; i < lines.count; i++) {
    if (quote !== '') states[i] = 2;
    const end = lines.end(i);
    for (let at = lines.start(i); at < end; at++) {
      const unit = lines.text.charCodeAt(at);
      if (unit === 92) at++;
      else if (quote !== '') {
        if (lines.text.startsWith(quote, at)) {
          at += quote.length - 1;
          quote = '';
        }
      } else if (unit === 35) break;
      else if (unit === 34 || unit === 39) {
        const one = String.fromCharCode(unit);
        quote = lines.text.startsWith(one.repeat(3), at) ? one.repeat(3) : one;
        at += quote.length - 1;
      }
    }
    // A string of one line that is not closed ends with it.
    if (quote.length === 1) quote = '';
  }
  return states;
}

function byExtension<T>(languages: readonly (readonly [language: T, extensions: string])[]): Map<string, T> {
  return new Map(
    languages.flatMap(([language, extensions]) =>
      extensions.split(' ').map((extension) => [extension, language] as const),
    ),
  );
}
