import { RecollectError } from '../../protocol/errors.ts';
import type { AskToolInput } from '../../protocol/tools.ts';
import type { ScopePart } from '../scopes/askScope.ts';
import { isEverything, namedPlace, type NamedIn, type NamedPlace } from './toolScopes.ts';
import type { TurnBefore } from '../folderQuestions.ts';

/** What alone a tool is to ask; null for everything. */
export async function askedPlaces(
  files: readonly string[],
  named: NamedIn,
): Promise<readonly ScopePart[] | null> {
  if (files.length === 0 || files.some(isEverything)) return null;
  const places: NamedPlace[] = [];
  for (const name of files) {
    const place = await namedPlace(name, named);
    if (place !== undefined) places.push(place);
  }
  return places;
}

/**
 * The file or folder that a tool is to summarize.
 *
 * @throws RecollectError `input-invalid` where several folders are open and none of them is named
 */
export async function summarizedPlace(name: string, named: NamedIn): Promise<NamedPlace | undefined> {
  const [only, ...others] = named.folders;
  if (!isEverything(name)) return namedPlace(name, named);
  if (only === undefined || others.length === 0)
    return only === undefined ? undefined : { folder: only, file: '' };
  throw new RecollectError(
    'input-invalid',
    'Several folders are open, and a summary is of one: name a folder, or a file of one, as results name them.',
  );
}

/** Earlier questions as turns that a question may go on from. */
export function turnsBefore({ history }: Pick<AskToolInput, 'history'>): TurnBefore[] {
  return history.map((question) => ({ question, attended: [] }));
}
