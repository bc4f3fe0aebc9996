import { answerOf, type KeptThread, type KeptTurn } from '../threads/keptThread.ts';

/**
 * The questions that a person has judged, as `recollect eval --questions` reads them: a line of JSON each. A useful
 * answer gives its words and what it cites as the known answer; a useful refusal says that the files do not answer;
 * a refusal that was of no use, that they do. Of an answer that was of no use nothing is known but that, so it is
 * written down with `"useful": false` for a person to fill in. Only questions that this workspace folder was asked.
 *
 * @param folder absolute path
 */
export function judgedQuestions(threads: readonly KeptThread[], folder: string): string {
  const lines = threads.flatMap((thread) =>
    thread.turns.flatMap((turn, at) => {
      const line = judgedLine(turn, thread.turns.slice(0, at), `${thread.id}-${turn.id}`, folder);
      return line === undefined ? [] : [`${JSON.stringify(line)}\n`];
    }),
  );
  return lines.join('');
}

/** Workspace folders of which something was judged. */
export function judgedFolders(threads: readonly KeptThread[], folders: readonly string[]): string[] {
  return folders.filter((folder) => judgedQuestions(threads, folder) !== '');
}

function judgedLine(
  turn: KeptTurn,
  before: readonly KeptTurn[],
  id: string,
  folder: string,
): Readonly<Record<string, unknown>> | undefined {
  const { useful, question, scope, citations } = turn;
  if (useful === undefined || !isOf(turn, folder)) return undefined;
  const answer = answerOf(turn);
  const names = (scope ?? []).flatMap((part) =>
    part.folder === folder && part.file !== '' ? [part.file] : [],
  );
  const history = before.map((earlier) => earlier.question);
  const asked = {
    id,
    question,
    ...(names.length > 0 ? { scope: [...new Set(names)] } : {}),
    ...(history.length > 0 ? { history } : {}),
    useful,
  };
  if (answer === '') return { ...asked, answerable: !useful };
  if (!useful) return { ...asked, given: answer };
  return {
    ...asked,
    answerable: true,
    answers: [answer],
    evidence: citations
      .filter((citation) => citation.folder === folder)
      .map(({ file, quote }) => ({ file, quote })),
  };
}

/** Whether the folder was asked: it is cited or, where nothing is, attended or named. */
function isOf({ scope, citations, attended }: KeptTurn, folder: string): boolean {
  const places = citations.length > 0 ? citations : attended.length > 0 ? attended : (scope ?? []);
  return places.some((place) => place.folder === folder);
}
