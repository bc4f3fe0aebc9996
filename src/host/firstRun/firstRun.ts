import * as vscode from 'vscode';
import { reporting } from '../errorView.ts';
import { folderName } from '../folderUri.ts';
import { grouped } from '../../protocol/numbers.ts';
import type { WorkspaceMemory } from '../workspaceMemory.ts';
import { sizeText } from '../memoryTree/sizes.ts';
import { timeText } from './amounts.ts';
import { Decisions, type Decision, type LargeFolder } from './decisions.ts';
import { FirstLook } from './firstLook.ts';
import { openSampleLibrary, showWhereWanted } from './sampleLibrary.ts';

/** What a person may say to a folder that is large to remember. */
export type FirstChoice = 'all' | 'part' | 'later';

/** How a {@link FirstRun} is made. */
export interface FirstRunOptions {
  readonly context: vscode.ExtensionContext;
  /** Seconds; see `recollect.indexing.askAbove`. */
  readonly askAbove: () => number;
  readonly log: vscode.LogOutputChannel;
}

/** Where the walkthrough is, as VS Code names it: publisher, extension, walkthrough. */
const WALKTHROUGH = 'recollect.recollect#recollect.start';

/** First contact: the sample library, the walkthrough, and the question before a large folder is remembered. */
export class FirstRun {
  readonly #options: FirstRunOptions;
  readonly #decisions: Decisions;
  readonly #looks = new Map<string, FirstLook>();

  constructor(options: FirstRunOptions) {
    this.#options = options;
    this.#decisions = new Decisions(options.context.globalState);
  }

  /** The look at a folder of the workspace that its memory takes first. */
  lookAt(folder: string): FirstLook {
    const known = this.#looks.get(folder);
    if (known !== undefined) return known;
    const { askAbove } = this.#options;
    const look = new FirstLook({ folder, name: folderName(folder), decisions: this.#decisions, askAbove });
    this.#looks.set(folder, look);
    return look;
  }

  /** Registers the commands, and shows the panel in a window that was opened for it. */
  register(reveal: () => Promise<void>): vscode.Disposable {
    const { context, log } = this.#options;
    void reporting(log, () => showWhereWanted(context.globalState, reveal));
    return vscode.Disposable.from(
      vscode.commands.registerCommand('recollect.openSampleLibrary', () =>
        reporting(log, () => this.openSampleLibrary()),
      ),
      vscode.commands.registerCommand('recollect.walkthrough', () =>
        vscode.commands.executeCommand('workbench.action.openWalkthrough', WALKTHROUGH, false),
      ),
    );
  }

  openSampleLibrary(): Promise<void> {
    return openSampleLibrary(this.#options.context);
  }

  /** Does as the user says with the folder that is asked about, or that was put off. */
  async decide(memory: WorkspaceMemory, choice: FirstChoice): Promise<void> {
    const held = memory.memories.flatMap(({ folder, state }) =>
      state.kind === 'large' ? [{ folder, ...state }] : [],
    );
    const asked = held.find(({ declined }) => !declined) ?? held[0];
    if (asked === undefined) return;
    const decision = await decisionFor(choice, asked.large);
    if (decision === undefined) return;
    await this.#decisions.set(asked.folder, decision);
    memory.memoryOf(asked.folder).index();
  }

  /** Everything that waits for a decision is to be remembered: the user said so in other words. */
  async rememberAll(memory: WorkspaceMemory): Promise<void> {
    for (const { folder, state } of memory.memories)
      if (state.kind === 'large') await this.#decisions.set(folder, { kind: 'all' });
  }
}

async function decisionFor(choice: FirstChoice, large: LargeFolder): Promise<Decision | undefined> {
  if (choice === 'all') return { kind: 'all' };
  if (choice === 'later') return { kind: 'later', large };
  const folders = await chosenParts(large);
  return folders === undefined || folders.length === 0 ? undefined : { kind: 'part', folders };
}

/** Lets the user choose among the folders at the top, each with what it holds and about how long it takes. */
async function chosenParts({ name, bytes, seconds, parts }: LargeFolder): Promise<string[] | undefined> {
  const { l10n } = vscode;
  const items = parts.map((part) => ({
    label: part.name === '' ? l10n.t('Files beside these folders') : part.name,
    description: l10n.t(
      'files: {0} · {1} · {2}',
      grouped(part.files),
      sizeText(part.bytes),
      timeText(bytes === 0 ? 0 : (seconds * part.bytes) / bytes),
    ),
    part: part.name,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: l10n.t('Recollect: what to remember of {0}', name),
    placeHolder: l10n.t('Choose the folders to remember; the others are left out'),
    canPickMany: true,
    matchOnDescription: true,
  });
  return chosen?.map(({ part }) => part);
}
