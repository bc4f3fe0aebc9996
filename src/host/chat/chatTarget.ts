/** What a summary in the chat is to be of, and about. */
export interface ChatTarget {
  /** The file or folder that the prompt names, or undefined. */
  readonly name: string | undefined;
  /** What it is to be about; empty for everything. */
  readonly about: string;
}

/** A file or folder named with @ anywhere in the prompt, as questions name them; the rest says what it is to be about. */
const MENTION =
  /(?<![\p{L}\p{N}.+\-])@(?:"([^"\n]{1,300})"|“([^”\n]{1,300})”|「([^」\n]{1,300})」|([^\s"“”「」]{1,300}))/u;

/** Reads what `/summarize` was given. */
export function chatTarget(prompt: string): ChatTarget {
  const found = MENTION.exec(prompt);
  if (found === null) return { name: undefined, about: prompt.trim() };
  const [whole, ...names] = found;
  const rest = `${prompt.slice(0, found.index)} ${prompt.slice(found.index + whole.length)}`;
  return {
    name: names.find((name) => name !== undefined),
    about: rest.replace(/\s+/gu, ' ').trim(),
  };
}

/** A name as a prompt mentions it: {@link chatTarget} reads it again. */
export function mention(file: string): string {
  return /^[^\s"“”「」]+$/u.test(file) ? `@${file}` : `@"${file}"`;
}
