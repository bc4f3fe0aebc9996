import * as vscode from 'vscode';
import { overlaps } from '../../core/text/range.ts';
import type { AskParams, ExplainedPassage } from '../../protocol/asking.ts';
import { nameParts } from '../places.ts';
import type { ShownPlaces } from '../shownPlaces.ts';
import type { Threads } from '../threads/threads.ts';
import type { WorkspaceFile, WorkspaceMemory } from '../workspaceMemory.ts';
import {
  explainPage,
  lineOf,
  type AskedOfPlace,
  type ExplainedRanges,
  type ExplainTexts,
} from './explainPage.ts';
import { passageHere } from './passageHere.ts';
import { scoreWords } from './scoreWords.ts';
import type { ShownPage } from './shownPage.ts';
import type { TreePlace } from './treePlace.ts';

/** What a passage is explained with. */
export interface ExplainPassageParts {
  readonly memory: WorkspaceMemory;
  readonly places: Pick<ShownPlaces, 'shownFile'>;
  readonly threads: Pick<Threads, 'open' | 'current' | 'before'>;
  readonly page: ShownPage;
}

/** Shows the passage that is selected, or that the cursor is in, in its document, and why the last question found it. */
export async function explainPassage({ memory, places, threads, page }: ExplainPassageParts): Promise<void> {
  const here = await passageHere(memory);
  if (here === undefined) return;
  const { file, remembered } = here;
  if (file === undefined || remembered === undefined) {
    void vscode.window.showWarningMessage(
      file === undefined
        ? vscode.l10n.t(
            'This is in no folder of the workspace, so it is not remembered. Open its folder, then try again.',
          )
        : vscode.l10n.t('{0} is not remembered yet, or left out. Index Status says which.', file.file),
    );
    return;
  }
  const { text } = remembered.file;
  const shownFile = places.shownFile(file);
  const asked = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Explaining the passage…') },
    () => askedOf(memory, threads, file, remembered.place),
  );
  const line = lineOf(text, remembered.place.leaf.start);
  const ranges: ExplainedRanges = new Map();
  const body = explainPage({ shownFile, text, place: remembered.place, asked }, explainTexts(), ranges);
  page.show({
    title: vscode.l10n.t('{0}, line {1}', nameParts(shownFile).label, String(line)),
    body,
    places: new Map(
      [...ranges].map(([id, { start, end }]) => [
        id,
        { ...file, start, text: text.slice(start, Math.min(end, start + LONGEST)) },
      ]),
    ),
  });
}

/** Of a long section its beginning is shown; UTF-16 units. */
const LONGEST = 200;

/** What the last question of the conversation made of a leaf; undefined where nothing was asked. */
async function askedOf(
  memory: WorkspaceMemory,
  threads: ExplainPassageParts['threads'],
  { folder, file }: WorkspaceFile,
  { leaf }: TreePlace,
): Promise<AskedOfPlace | undefined> {
  await threads.open();
  const last = threads.current.turns.at(-1);
  if (last === undefined) return undefined;
  const turns = memory.turns(last.question, last.scope, threads.before(last));
  const turn = turns.find((candidate) => candidate.memory.folder === folder);
  if (turn === undefined) return { question: last.question, passage: undefined, rank: 0, of: 0 };
  const explained = async (params: Omit<AskParams, 'workspace'>): Promise<readonly ExplainedPassage[]> => {
    const { passages } = await memory
      .memoryOf(folder)
      .run((engine, workspace) => engine.explain({ ...params, workspace }), new AbortController().signal);
    return passages;
  };
  const passages = await explained(turn.params);
  const isHere = (passage: ExplainedPassage): boolean => passage.file === file && overlaps(passage, leaf);
  const at = passages.findIndex(isHere);
  const { question } = last;
  const of = passages.length;
  if (at >= 0) return { question, passage: passages[at], rank: at + 1, of };
  // What is not among the best is asked by itself: what its score is made of can be told all the same.
  const { earlier = [], use = {}, risk } = turn.params;
  const alone = await explained({
    question: turn.params.question,
    ...{ earlier, use },
    ...(risk === undefined ? {} : { risk }),
    within: [{ file, start: leaf.start, end: leaf.end }],
  });
  return { question, passage: alone.find(isHere), rank: 0, of };
}

function explainTexts(): ExplainTexts {
  const { l10n } = vscode;
  return {
    lines: (first, last) =>
      first === last
        ? l10n.t('Line {0}', String(first))
        : l10n.t('Lines {0} to {1}', String(first), String(last)),
    part: (number, of) => l10n.t('passage {0} of {1}', String(number), String(of)),
    where: l10n.t('Where it stands'),
    before: l10n.t('Before it'),
    after: l10n.t('After it'),
    begins: l10n.t('The document begins here.'),
    ends: l10n.t('The document ends here.'),
    here: l10n.t('here'),
    asked: (question) => l10n.t('For “{0}”', question),
    unasked: l10n.t(
      'Ask a question, and this page also says what each part of the passage’s score gave for it.',
    ),
    share: (share, rank, of) =>
      l10n.t('{0} of the attention, place {1} of the {2} best', share, String(rank), String(of)),
    section: (share) => l10n.t('its section {0}', share),
    notAmong: (of) =>
      l10n.t('It is not among the {0} passages that this question found most in.', String(of)),
    columns: [l10n.t('What counted'), l10n.t('gave'), l10n.t('in comparison')],
    nothing: (parts) => l10n.t('Parts that gave nothing: {0}', String(parts)),
    found: (words) => l10n.t('The reader would answer with {0}', words),
    scoreWords,
  };
}
