/**
 * In a workspace of several folders the panel names a file with its folder in front, `mill/lease.md`, and so do
 * people who ask for it: `@mill/lease.md`. Each folder knows its own paths only, so the folder's name is taken out of
 * the question that it is asked; `@mill` and `@mill/` mean that folder alone.
 */

import { tidied } from '../core/recall/scopes.ts';
import { refersBack } from '../core/recall/turns.ts';

/** What one folder of several is asked. */
export interface FolderQuestion {
  readonly text: string;
  /** What the question names: the folder as a whole, something in it by a path that begins with it, or neither. */
  readonly names: 'folder' | 'path' | null;
}

/** An @ after one of these belongs to an e-mail address or an identifier, as where the engine reads a question. */
const AT = '(?<![A-Za-z0-9_.+\\-@])@';
/** Where a path does not go on: at the end, a space, a quotation mark, a full stop that ends a sentence. */
const ENDS = '(?=$|[\\s"“”「」?!,;:？。！，；：、）)]|\\.(?:\\s|$))';

/**
 * The question as the folder is asked it. Upper and lower case, and composed and decomposed letters, are the same.
 *
 * @param folder its name, as the panel shows it
 */
export function folderQuestion(question: string, folder: string): FolderQuestion {
  const forms = new Set([folder, folder.normalize('NFC'), folder.normalize('NFD')]);
  const name = `(?:${[...forms].map(escaped).join('|')})`;
  // Chinese puts no space behind a name: `@mill里` is the mill, but `@租约合同` something else than 租约.
  const behind = /[A-Za-z0-9_]$/u.test(folder)
    ? '(?![A-Za-z0-9_\\-/\\\\]|\\.[\\p{L}\\p{N}_])'
    : '(?![\\p{L}\\p{N}_\\-/\\\\]|\\.[\\p{L}\\p{N}_])';
  const whole = new RegExp(
    `${AT}(?:"${name}[/\\\\]*"|“${name}[/\\\\]*”|「${name}[/\\\\]*」|${name}(?:[/\\\\]+${ENDS}|${behind}))`,
    'giu',
  );
  const beginning = new RegExp(`${AT}(["“「]?)${name}[/\\\\]+`, 'giu');
  let names: FolderQuestion['names'] = null;
  const pieces: string[] = [];
  let end = 0;
  for (const mention of question.matchAll(whole)) {
    names = 'folder';
    pieces.push(question.slice(end, mention.index));
    end = mention.index + mention[0].length;
  }
  // Of "@mill" alone the name is all there is to look for.
  const left =
    names === null ? question : tidied([...pieces, question.slice(end)]) || question.replaceAll('@', '');
  const text = left.replace(beginning, (_, quote: string) => {
    names ??= 'path';
    return `@${quote}`;
  });
  return { text, names };
}

/** What one folder of several is asked, and what was asked before, as it is told. */
export interface FolderTurn extends FolderQuestion {
  readonly history: readonly string[];
}

/**
 * What each folder is asked. A question that goes on from another and names nothing is asked of the folder that the
 * other named, or the one which that goes on from.
 *
 * @param history earlier questions, oldest first
 * @param folders their names, as the panel shows them
 */
export function folderTurns(
  question: string,
  history: readonly string[],
  folders: readonly string[],
): FolderTurn[] {
  const turns = folders.map((folder) => {
    const before = history.map((turn) => folderQuestion(turn, folder));
    return { ...folderQuestion(question, folder), before };
  });
  let asked = question;
  let nobody = turns.every(({ names }) => names === null) && !question.includes('@');
  let inherited: readonly FolderQuestion['names'][] = turns.map(({ names }) => names);
  for (let at = history.length - 1; at >= 0 && nobody && refersBack(asked); at--) {
    inherited = turns.map(({ before }) => before[at]?.names ?? null);
    nobody = inherited.every((names) => names === null);
    asked = history[at] ?? '';
  }
  return turns.map(({ text, names, before }, i) => ({
    text,
    // A path that was named is the engine's to look up.
    names: names ?? (inherited[i] === 'folder' ? 'folder' : null),
    history: before.map((turn) => turn.text),
  }));
}

function escaped(name: string): string {
  return name.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');
}
