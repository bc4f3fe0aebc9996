/**
 * Which files a question is asked of. People name them in the question (`@lease.md`, `@contracts/`,
 * `@"My lease.md"`) or beside it; either way a name is the file's path in the folder, or the end of one.
 */

/** The part of a memory that is asked. */
export interface Scope {
  /** What was named, as the memory has it: files, and folders ending in `/`. */
  readonly names: readonly string[];
  readonly files: ReadonlySet<string>;
}

/** A question with the files that it names taken out of its words. */
export interface ScopedText {
  readonly text: string;
  /** Null where no file or folder of the memory is named. */
  readonly scope: Scope | null;
}

/** Longer names than this are not looked for. */
const LONGEST_NAME = 300;
/** An @ after one of these belongs to an e-mail address or an identifier. */
const MENTION = new RegExp(
  `(?<![A-Za-z0-9_.+\\-@])@(?:"([^"\\n]{1,${LONGEST_NAME}})"|“([^”\\n]{1,${LONGEST_NAME}})”|「([^」\\n]{1,${LONGEST_NAME}})」|([^\\s"“”「」]{1,${LONGEST_NAME}}))`,
  'gu',
);
/** What is left hanging where a name was taken out: "the rent in @lease.md?" asks for the rent. */
const DANGLING = /(?:^|\s)(?:in|of|from|within|inside|according to|per|see)$/iu;
/** Punctuation that belongs to what stands before it; not the dot of `.5 mm` or `.github`. */
const CLOSES = /^(?:[?.!,;:]+(?=[\s"”’')\]）」』]|$)|[？。！，；：、])/u;
/** What is left of that where the name came first. */
const LEADS = /^(?:\s|[？。！，；：、]|[?.!,;:]+(?=\s|$))+/u;

/**
 * Takes the files and folders that a question names with @ out of its words. An @ that names nothing in the memory
 * (an e-mail address, a decorator) stays as it is.
 *
 * @param files of the memory: relative paths with `/`
 */
export function scopedText(question: string, files: readonly string[]): ScopedText {
  const index = pathIndex(files);
  const names = new Set<string>();
  const found = new Set<string>();
  /** What stands between the names. */
  const pieces: string[] = [];
  let end = 0;
  for (const mention of question.matchAll(MENTION)) {
    const [whole, ...groups] = mention;
    const quoted = groups.slice(0, 3).find((group) => group !== undefined);
    const bare = groups[3] ?? '';
    const named =
      quoted === undefined ? longestName(bare, index) : { length: whole.length - 1, hits: index(quoted) };
    if (named === undefined || named.hits.files.length === 0) continue;
    for (const name of named.hits.names) names.add(name);
    for (const file of named.hits.files) found.add(file);
    pieces.push(question.slice(end, mention.index));
    // The @ comes before the name.
    end = mention.index + 1 + named.length;
  }
  if (found.size === 0) return { text: question, scope: null };
  const words = tidied([...pieces, question.slice(end)]);
  // Of "@lease.md" alone the name is all there is to look for.
  return {
    text: words === '' ? question.replaceAll('@', '') : words,
    scope: { names: [...names], files: found },
  };
}

/**
 * What stood around the names that were taken out, as one text again. Only where a name was, prepositions, spaces and
 * marks that are left hanging are put right.
 */
export function tidied(pieces: readonly string[]): string {
  const kept: { gap: string; words: string }[] = [];
  let space = '';
  for (const [i, piece] of pieces.entries()) {
    let words = piece.trimStart();
    space += piece.slice(0, piece.length - words.length);
    const closes = CLOSES.test(words) || (words === '' && i === pieces.length - 1);
    const before = kept.at(-1);
    if (closes && before !== undefined) {
      before.words = before.words.replace(DANGLING, '').trimEnd();
      if (before.words === '') kept.pop();
    }
    if (kept.length === 0 && i > 0) words = words.replace(LEADS, '');
    if (words === '') continue;
    // Ends of lines part questions, and stay.
    kept.push({ gap: closes ? '' : space.includes('\n') ? space : ' ', words: words.trimEnd() });
    space = piece.slice(piece.trimEnd().length);
  }
  return kept
    .map(({ gap, words }) => gap + words)
    .join('')
    .trim();
}

/**
 * The files that a scope given beside the question means: a file by its path, else all files below a folder.
 * Undefined where the memory has neither.
 */
export function scopeNamed(name: string, files: readonly string[]): Scope | undefined {
  if (files.includes(name)) return { names: [name], files: new Set([name]) };
  const folder = name.replace(/^(?:\.?\/)*(?:\.$)?/u, '').replace(/(?<!\/)\/*$/u, '/');
  const below = folder === '/' ? files : files.filter((file) => file.startsWith(folder));
  return below.length === 0 ? undefined : { names: [folder === '/' ? './' : folder], files: new Set(below) };
}

/** The scopes as one; null where there is none. */
export function joinScopes(scopes: readonly Scope[]): Scope | null {
  if (scopes.length === 0) return null;
  return {
    names: [...new Set(scopes.flatMap(({ names }) => names))],
    files: new Set(scopes.flatMap(({ files }) => [...files])),
  };
}

/** Of the files those that the names of a {@link Scope} stand for, also in another state of the memory. */
export function filesNamed(names: readonly string[], files: readonly string[]): ReadonlySet<string> {
  const whole = new Set(names);
  const folders = names.filter((name) => name.endsWith('/'));
  const everything = whole.has('./');
  return new Set(
    files.filter(
      (file) => everything || whole.has(file) || folders.some((folder) => file.startsWith(folder)),
    ),
  );
}

interface Hits {
  readonly names: readonly string[];
  readonly files: readonly string[];
}

const NOTHING: Hits = { names: [], files: [] };

/**
 * Looks names up: a whole path first, else every path that ends in the name; folders, which end in `/`, likewise.
 * Upper and lower case, and composed and decomposed letters, are the same.
 */
function pathIndex(files: readonly string[]): (name: string) => Hits {
  const ends = new Map<string, Set<string>>();
  const held = new Map<string, string[]>();
  const add = (end: string, path: string): void => {
    const paths = ends.get(end);
    if (paths === undefined) ends.set(end, new Set([path]));
    else paths.add(path);
  };
  for (const file of files) {
    for (const end of endsOf(file)) add(folded(end), file);
    for (let at = file.indexOf('/'); at >= 0; at = file.indexOf('/', at + 1)) {
      const folder = file.slice(0, at + 1);
      const known = held.get(folder);
      if (known === undefined) {
        held.set(folder, [file]);
        for (const end of endsOf(folder)) add(folded(end), folder);
      } else known.push(file);
    }
  }
  return (name) => {
    const sought = folded(name.replaceAll('\\', '/').replace(/^\.\//u, ''));
    const all = [...(ends.get(sought) ?? [])];
    const whole = all.filter((path) => folded(path) === sought);
    const names = whole.length > 0 ? whole : all;
    if (names.length === 0) return NOTHING;
    return { names, files: names.flatMap((path) => held.get(path) ?? [path]) };
  };
}

/** The path and what is left of it behind each `/`: `a/b/c` gives `a/b/c`, `b/c`, `c`; `a/b/` gives `a/b/`, `b/`. */
function endsOf(path: string): string[] {
  const ends = [path];
  for (let at = path.indexOf('/'); at >= 0 && at < path.length - 1; at = path.indexOf('/', at + 1))
    ends.push(path.slice(at + 1));
  return ends;
}

function folded(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

/** A name goes on through these; after any other character it may end: `@租约.md里`, `@lease.md?`. */
const GOES_ON = /[A-Za-z0-9_]/u;

/** The longest name that the text begins with, as Chinese puts no space behind it. */
function longestName(
  text: string,
  index: (name: string) => Hits,
): { readonly length: number; readonly hits: Hits } | undefined {
  for (let length = text.length; length > 0; length--) {
    const last = text[length - 1] ?? '';
    if (last !== '/' && GOES_ON.test(last) && GOES_ON.test(text[length] ?? '')) continue;
    const hits = index(text.slice(0, length));
    if (hits.files.length > 0) return { length, hits };
  }
  return undefined;
}
