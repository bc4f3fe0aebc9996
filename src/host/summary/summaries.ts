import path from 'node:path';
import * as vscode from 'vscode';
import { isCancelled } from '../../protocol/errors.ts';
import type { Standing } from '../../protocol/turnView.ts';
import type { SummaryView } from '../../protocol/summaryView.ts';
import type { SummaryResult } from '../../protocol/writing.ts';
import { errorView, inTheirWords } from '../errorView.ts';
import type { Generating } from '../generate/generating.ts';
import { Heat } from '../heat/heat.ts';
import type { HeatLook } from '../heat/heatLook.ts';
import { grouped, percent } from '../../protocol/numbers.ts';
import { openPlace } from '../openPlace.ts';
import { PlaceTracker } from '../placeTracker.ts';
import type { WorkspaceMemory } from '../workspaceMemory.ts';
import { LeftOutMarks } from './leftOutMarks.ts';
import { leafIndex, summaryContent } from './summaryContent.ts';
import { SummaryLeaves } from './summaryLeaves.ts';
import type { SummaryTarget } from './summaryTarget.ts';
import { summaryText } from './summaryText.ts';

/** What summaries work with. */
export interface SummariesParts {
  readonly memory: WorkspaceMemory;
  readonly heat: () => HeatLook;
  /** The language model that a summary can be written by. */
  readonly generating: Generating;
  readonly log: vscode.LogOutputChannel;
}

/** How long a summary is to be where nobody has said so, 0 to 1. */
const USUAL_LENGTH = 0.3;
/** The summary that the panel shows: one at a time, made anew when its length or question changes. */
export class Summaries implements vscode.Disposable {
  readonly #parts: SummariesParts;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #tracker: PlaceTracker;
  readonly #heat: Heat;
  readonly #marks = new LeftOutMarks((uri) => this.#leaves?.leftOutIn(uri) ?? []);
  readonly #subscriptions: vscode.Disposable[];
  #target: SummaryTarget | undefined;
  #view: SummaryView | null = null;
  #leaves: SummaryLeaves | undefined;
  #running = new AbortController();
  #count = 0;
  #run = 0;
  #active: string | null = null;

  /** The summary, or what the editor shows of it, is another one. */
  readonly onDidChange = this.#changed.event;

  constructor(parts: SummariesParts) {
    this.#parts = parts;
    this.#tracker = new PlaceTracker(parts.memory.onDidChangeFile);
    this.#heat = new Heat(this.#tracker, parts.heat);
    this.#subscriptions = [
      this.#tracker,
      this.#heat,
      this.#marks,
      this.#changed,
      this.#tracker.onDidChange(() => this.#changed.fire()),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        this.#leaves?.edit(document.uri, contentChanges);
      }),
    ];
  }

  /** The summary as it stands, or null where none is shown. */
  get view(): SummaryView | null {
    const { result } = this.#view ?? {};
    if (this.#view === null || result === null || result === undefined) return this.#view;
    const standings = new Map<string, Standing>();
    for (const { id, located } of this.#tracker.places())
      if (located !== undefined && located.standing !== 'changed') standings.set(id, located.standing);
    const citations = result.citations.map((citation) => ({
      ...citation,
      standing: standings.get(citation.id) ?? citation.standing,
    }));
    return { ...this.#view, result: { ...result, citations } };
  }

  /** Id of the place that the editor shows, or null. */
  get active(): string | null {
    return this.#active;
  }

  /** Summarizes, in place of whatever is shown. Resolves once the summary, or what became of it, is shown. */
  async show(target: SummaryTarget): Promise<void> {
    await this.close();
    this.#target = target;
    this.#view = {
      id: `s${String(++this.#count)}`,
      kind: target.kind,
      title: target.title,
      file: target.kind === 'section' || target.kind === 'selection' ? path.posix.basename(target.of) : '',
      question: '',
      length: USUAL_LENGTH,
      written: false,
      progress: null,
      stopped: false,
      error: null,
      result: null,
    };
    await this.#make();
  }

  /** Makes the summary anew, of another length, about something else or by a model. What is there stays meanwhile. */
  async again({
    length,
    question,
    written,
  }: Pick<SummaryView, 'length' | 'question' | 'written'>): Promise<void> {
    if (this.#view === null) return;
    this.#view = { ...this.#view, length, question, written };
    await this.#make();
  }

  /** Calls off what is being made; a summary that was there before stays. */
  cancel(): void {
    this.#running.abort();
  }

  /** Shows question and answer again. */
  async close(): Promise<void> {
    this.#running.abort();
    this.#running = new AbortController();
    this.#view = null;
    this.#target = undefined;
    this.#leaves = undefined;
    this.#active = null;
    this.#marks.show(false);
    this.#heat.explain(undefined);
    this.#changed.fire();
    await this.#tracker.track([]);
  }

  /** Opens the citation or leaf of that id; unknown ids are ignored. */
  async open(id: string): Promise<void> {
    const leaf = this.#view === null ? undefined : leafIndex(id, this.#view.id);
    if (leaf !== undefined) return this.#openLeaf(id, leaf);
    const place = this.#tracker.places().find((candidate) => candidate.id === id);
    if (place === undefined) return;
    this.#heat.focus([id]);
    const shown = await openPlace(place, this.#tracker, () => {
      this.#active = id;
    });
    if (shown) this.#changed.fire();
  }

  /** Puts the summary with its sources on the clipboard, as Markdown. */
  async copy(): Promise<void> {
    const { l10n } = vscode;
    const view = this.view;
    if (view?.result === null || view?.result === undefined) return;
    const { represented, compressed, leftOut } = view.result.coverage;
    const places = this.#tracker.places();
    const text = summaryText(view.result, {
      title: l10n.t('Summary of {0}', view.title),
      fileOf: (id) => places.find((place) => place.id === id)?.file ?? '',
      coverage: l10n.t(
        'In it {0} of the text, much the same as what is in it {1}, left out {2}.',
        percent(represented),
        percent(compressed),
        percent(leftOut),
      ),
      sources: l10n.t('Sources'),
    });
    await vscode.env.clipboard.writeText(text);
    vscode.window.setStatusBarMessage(`$(check) ${l10n.t('Summary copied with its sources.')}`, 5000);
  }

  /** Lists what is left out and marks it in the editor, or no longer. */
  async leftOut(shown: boolean): Promise<void> {
    const { result } = this.#view ?? {};
    const leaves = this.#leaves;
    if (this.#view === null || result === null || result === undefined || leaves === undefined) return;
    this.#marks.show(shown);
    const leftOut = shown ? await leaves.listed(result) : null;
    // Another summary may have come meanwhile, which is listed by itself.
    if (this.#leaves === leaves) this.#set({ result: { ...result, leftOut } });
  }

  dispose(): void {
    this.#running.abort();
    this.#running = new AbortController();
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #make(): Promise<void> {
    const target = this.#target;
    if (target === undefined || this.#view === null) return;
    this.#running.abort();
    const controller = new AbortController();
    this.#running = controller;
    const { signal } = controller;
    const { length, question, written, id } = this.#view;
    this.#set({ progress: { phase: 'reading', done: 0, total: 0 }, stopped: false, error: null });
    const began = performance.now();
    try {
      const writer = written ? await this.#parts.generating.writer() : undefined;
      const result = await this.#parts.memory.memoryOf(target.folder).run(
        (engine, workspace) =>
          engine.summarize(
            {
              workspace,
              of: target.of,
              length,
              ...(target.range === undefined ? {} : { range: target.range }),
              ...(question === '' ? {} : { question }),
              ...(writer === undefined ? {} : { model: writer.model, redaction: writer.redaction }),
            },
            {
              signal,
              shell: this.#parts.generating.shell,
              onProgress: (progress) => {
                if (this.#running === controller) this.#set({ progress });
              },
            },
          ),
        signal,
      );
      if (this.#running !== controller) return;
      this.#parts.log.info(
        `Summarized in ${String(Math.round(performance.now() - began))} ms: ${String(result.leaves.length)} leaves`,
      );
      await this.#showResult(id, result, target.folder);
    } catch (error) {
      if (this.#running !== controller) return;
      if (isCancelled(error)) this.#set({ progress: null, stopped: true });
      else {
        this.#parts.log.warn(`Not summarized: ${error instanceof Error ? error.message : String(error)}`);
        this.#set({ progress: null, error: errorView(error, ['retry', 'showLog']) });
      }
    }
  }

  async #showResult(id: string, result: SummaryResult, folder: string): Promise<void> {
    const { content, places } = summaryContent(id, ++this.#run, result, {
      folder,
      worded: inTheirWords,
      partly: (compared, all) =>
        vscode.l10n.t(
          'Made while indexing: {0} of {1} passages were remembered by meaning, the others count as left out. Make it again once all are remembered.',
          grouped(compared),
          grouped(all),
        ),
    });
    const listed = this.#view?.result?.leftOut !== null && this.#view?.result?.leftOut !== undefined;
    this.#leaves = new SummaryLeaves(result, folder);
    this.#set({ progress: null, result: content });
    this.#heat.explain({
      question: '',
      wordsIn: () => [],
      cited: vscode.l10n.t('The summary rests on this'),
    });
    this.#heat.focus([]);
    await this.#tracker.track(places);
    if (listed) await this.leftOut(true);
  }

  async #openLeaf(id: string, leaf: number): Promise<void> {
    const found = this.#leaves?.at(leaf);
    if (found === undefined) return;
    const { file, uri, range } = found;
    const document = await vscode.workspace.openTextDocument(uri).then(undefined, () => undefined);
    if (document === undefined) {
      void vscode.window.showWarningMessage(
        vscode.l10n.t('{0} cannot be opened: it was deleted or renamed since. Summarize again.', file),
      );
      return;
    }
    this.#active = id;
    const editor = await vscode.window.showTextDocument(document, { preview: true });
    const shown = new vscode.Range(document.positionAt(range.start), document.positionAt(range.end));
    editor.selection = new vscode.Selection(shown.start, shown.end);
    editor.revealRange(shown, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    this.#changed.fire();
  }

  #set(change: Partial<SummaryView>): void {
    if (this.#view === null) return;
    this.#view = { ...this.#view, ...change };
    this.#changed.fire();
  }
}
