import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import type { DocumentsInUse } from '../protocol/asking.ts';
import { excludePatterns } from './excludePatterns.ts';
import { folderTurns, type FolderTurn } from './folderMention.ts';
import { FolderMemory, type FolderState } from './folderMemory.ts';
import { noFolder } from './folderErrors.ts';
import { fileIn, folderKey, folderName, folderUri, isVirtual } from './folderUri.ts';
import type { FirstLook } from './firstRun/firstLook.ts';
import { askTurns, turnsIn, type FolderQuestion, type TurnBefore } from './folderQuestions.ts';
import { untitledFile } from './heat/untitled.ts';
import { fileInLibrary, libraryFolders } from './libraryFolders.ts';
import type { MergedAnswer } from '../protocol/mergeAnswers.ts';
import type { ReliableEngine } from './reliableEngine.ts';
import { scopeParams, type ScopePart } from './scopes/askScope.ts';
import type { UnsavedDocument } from './unsavedTexts.ts';
import type { VirtualFolder } from './virtual/virtualFolder.ts';

/** A file of the workspace as the engine names it. */
export interface WorkspaceFile {
  /** Absolute path of its workspace folder, or the URI of a virtual one. */
  readonly folder: string;
  /** Relative to the folder, with `/`. */
  readonly file: string;
}

/** Changes of files come in swarms (a checkout, a build): milliseconds of quiet before they are looked at. */
const QUIET = 300;
/** A swarm that does not end is looked at all the same, so many milliseconds after it began. */
const LONGEST_SWARM = 3000;
/** Folders of tools, which change all the time and are never read. */
const NOISE = /[\\/](?:\.git|\.hg|\.svn|node_modules|\.venv|__pycache__)(?:[\\/]|$)/;

/** What the memories need from the extension. */
export interface WorkspaceMemoryOptions {
  readonly engine: ReliableEngine;
  /** Whether changes of files are followed without being asked to. */
  readonly automatic: () => boolean;
  /** Folders that the user wants asked along with every workspace, as they were typed. */
  readonly library: () => readonly string[];
  /** The share of questions that may get a wrong answer; undefined for the engine's own. */
  readonly risk: () => number | undefined;
  /** What favours the files of a folder: how often each was opened from an answer, which were pinned. */
  readonly use: (folder: string) => DocumentsInUse;
  /** What is looked at before a folder is remembered for the first time. */
  readonly first: (folder: string) => FirstLook;
  /** What brings the files of a virtual folder to where the engine finds them. */
  readonly virtual: (folder: string) => VirtualFolder;
}

/** The memories of the workspace's folders and of the user's library. Nothing is read and no engine started before `open`. */
export class WorkspaceMemory implements vscode.Disposable {
  readonly #options: WorkspaceMemoryOptions;
  readonly #folders = new Map<string, FolderMemory>();
  /** By folder: the timer that ends a swarm of changes, and when the swarm began. */
  readonly #pending = new Map<string, { readonly timer: NodeJS.Timeout; readonly began: number }>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #fileChanged = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscriptions: vscode.Disposable[] = [];
  /** Folders of the user's library, since the memories were opened. */
  #library: readonly string[] = [];
  #opened = false;
  #paused = false;

  /** Some folder's state is another one. */
  readonly onDidChange = this.#changed.event;
  /** A file was changed, created or deleted on disk; many at a time. */
  readonly onDidChangeFile = this.#fileChanged.event;

  constructor(options: WorkspaceMemoryOptions) {
    this.#options = options;
  }

  /** True once somebody wanted the memory in this window. */
  get opened(): boolean {
    return this.#opened;
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** A state for each folder; `idle` where nobody has wanted it yet. */
  get states(): readonly FolderState[] {
    return this.#wanted.map((folder) => this.#folders.get(folder)?.state ?? { kind: 'idle' });
  }

  /** The folders' memories, in the order of the workspace. */
  get memories(): readonly FolderMemory[] {
    return this.#wanted.flatMap((folder) => this.#folders.get(folder) ?? []);
  }

  /** Opens the memories and gives those that can be asked: not those that wait for the user's word. */
  get askable(): readonly FolderMemory[] {
    this.open();
    return this.memories.filter(({ state }) => state.kind !== 'large');
  }

  /** Opens the memory of every folder and brings it up to date; does nothing the second time. */
  open(): void {
    if (this.#opened) return;
    this.#opened = true;
    // A string glob rides on the watcher that VS Code has on the workspace anyway.
    const watcher = vscode.workspace.createFileSystemWatcher('**/*');
    const onFile = (uri: vscode.Uri): void => this.#onFile(uri);
    this.#subscriptions.push(
      watcher,
      watcher.onDidChange(onFile),
      watcher.onDidCreate(onFile),
      watcher.onDidDelete(onFile),
      // Watchers miss what they are told to leave out, and whole drives of some kinds.
      vscode.workspace.onDidSaveTextDocument(({ uri }) => this.#onFile(uri)),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#align()),
      vscode.workspace.onDidCloseTextDocument((document) => {
        // Changes that were thrown away: the engine is to go back to what is on disk.
        const { uri } = document;
        const place = uri.scheme === 'untitled' ? untitledFile(document) : this.fileOf(uri);
        const memory = place === undefined ? undefined : this.#folders.get(place.folder);
        if (place !== undefined && memory?.holds(place.file) === true) this.#soon(place.folder);
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('recollect.library')) this.#align();
        for (const [folder, memory] of this.#folders)
          if (event.affectsConfiguration('files.exclude', folderUri(folder))) memory.index();
      }),
    );
    this.#align();
  }

  /** Somebody wants it tried again, although the engine was given up. */
  insist(): void {
    this.#options.engine.reset();
  }

  /** Looks at every folder again, also where the engine had been given up. */
  index(): void {
    this.insist();
    if (!this.#opened) {
      this.open();
      return;
    }
    this.#align();
    if (this.#paused) this.resume();
    else for (const memory of this.#folders.values()) memory.index();
  }

  /** Resolves when no folder is being indexed, however that ended. */
  async settled(): Promise<void> {
    await Promise.all([...this.#folders.values()].map((memory) => memory.settled()));
  }

  pause(): void {
    this.#paused = true;
    for (const memory of this.#folders.values()) memory.pause();
  }

  resume(): void {
    this.#paused = false;
    for (const memory of this.#folders.values()) memory.resume();
  }

  /**
   * Asks every folder, or those that the question names, or what alone is to be asked.
   *
   * @param before turns before it, oldest first: what this one may go on from
   * @throws RecollectError; whatever one folder throws is thrown: an error is never nothing found
   */
  async ask(
    question: string,
    scope: readonly ScopePart[] | null,
    before: readonly TurnBefore[],
    signal: AbortSignal,
  ): Promise<MergedAnswer> {
    return askTurns(this.turns(question, scope, before), signal);
  }

  /**
   * What each folder that is asked is asked: every one, or those that the question names, or those in which
   * something alone is to be asked.
   *
   * @throws RecollectError where there is none
   */
  turns(
    question: string,
    scope: readonly ScopePart[] | null,
    before: readonly TurnBefore[],
  ): readonly FolderQuestion[] {
    this.open();
    // What has just changed on disk is looked at now, not after a while of quiet.
    for (const folder of this.#pending.keys()) this.#indexNow(folder);
    const asked = this.memories.filter(
      ({ folder }) => scope === null || scope.some((part) => part.folder === folder),
    );
    if (asked.length === 0) throw noFolder();
    const history = before.map((turn) => turn.question);
    const alone: FolderTurn = { text: question, names: null, history };
    const turns =
      this.memories.length > 1
        ? folderTurns(
            question,
            history,
            asked.map(({ folder }) => folderName(folder)),
          )
        : [];
    const read = asked.map((memory, i) => ({ memory, ...(turns[i] ?? alone) }));
    const risk = this.#options.risk();
    const folderNamed = read.some(({ names }) => names === 'folder');
    return read
      .filter(({ names }) => !folderNamed || names !== null)
      .map(({ memory, text, names, history: questions }) => ({
        memory,
        named: names === 'folder',
        params: {
          question: text,
          earlier: turnsIn(memory.folder, before, questions),
          use: this.#options.use(memory.folder),
          ...(risk === undefined ? {} : { risk }),
          ...(scope === null ? {} : scopeParams(memory.folder, scope)),
        },
      }));
  }

  /** The memory of a folder of the workspace; opens it where nobody has. Throws as {@link WorkspaceMemory.turns} does. */
  memoryOf(folder: string): FolderMemory {
    this.open();
    const memory = this.#folders.get(folder);
    if (memory === undefined) throw noFolder();
    return memory;
  }

  /** The file as the engine names it; undefined for what is in no folder of the workspace or the library. */
  fileOf(uri: vscode.Uri): WorkspaceFile | undefined {
    if (uri.scheme === 'untitled') {
      const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
      return document && untitledFile(document);
    }
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    if (folder === undefined)
      return uri.scheme === 'file' ? fileInLibrary(uri.fsPath, this.#library) : undefined;
    if (folder.uri.scheme !== uri.scheme) return undefined;
    const file = fileIn(folder.uri, uri);
    return file === '' ? undefined : { folder: folderKey(folder.uri), file };
  }

  /** Ends everything under way; what is done is kept. */
  async close(): Promise<void> {
    await Promise.all([...this.#folders.values()].map((memory) => memory.close()));
  }

  dispose(): void {
    for (const { timer } of this.#pending.values()) clearTimeout(timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
    this.#fileChanged.dispose();
  }

  /** The workspace's folders, and behind them those of the library. */
  get #wanted(): readonly string[] {
    return [...folders(), ...this.#library];
  }

  /** Gives each folder of the workspace its memory, and lets go of those that have left it. */
  #align(): void {
    // As far as they are there: a drive may be away.
    const onDisk = folders().filter((folder) => !isVirtual(folder));
    this.#library = libraryFolders(this.#options.library(), onDisk).filter((folder) => existsSync(folder));
    const wanted = this.#wanted;
    for (const [folder, memory] of this.#folders) {
      if (wanted.includes(folder)) continue;
      this.#folders.delete(folder);
      void memory.close();
    }
    for (const folder of wanted) {
      if (this.#folders.has(folder)) continue;
      const uri = folderUri(folder);
      const virtual = isVirtual(folder) ? this.#options.virtual(folder) : undefined;
      const memory = new FolderMemory({
        folder,
        ...(virtual === undefined
          ? {}
          : { workspace: virtual.path, prepare: (signal) => virtual.bring(signal) }),
        first: this.#options.first(folder),
        engine: this.#options.engine,
        exclude: () => excludePatterns(vscode.workspace.getConfiguration('files', uri).get('exclude')),
        unsaved: () => this.#unsaved(folder),
        onChange: () => this.#changed.fire(),
      });
      this.#folders.set(folder, memory);
      if (this.#paused) memory.pause();
      memory.index();
    }
    this.#changed.fire();
  }

  #unsaved(folder: string): UnsavedDocument[] {
    return vscode.workspace.textDocuments.flatMap((document) => {
      if (!document.isDirty || document.isClosed) return [];
      const place = this.fileOf(document.uri);
      return place?.folder === folder
        ? [{ file: place.file, version: document.version, getText: () => document.getText() }]
        : [];
    });
  }

  #onFile(uri: vscode.Uri): void {
    const { folder } = this.fileOf(uri) ?? {};
    if (folder === undefined || NOISE.test(uri.path)) return;
    this.#fileChanged.fire(uri);
    this.#soon(folder);
  }

  /** Looks at a folder once changes of its files have come to rest. */
  #soon(folder: string): void {
    if (!this.#options.automatic()) return;
    const now = performance.now();
    const pending = this.#pending.get(folder);
    clearTimeout(pending?.timer);
    const began = pending?.began ?? now;
    const left = Math.max(0, Math.min(QUIET, began + LONGEST_SWARM - now));
    this.#pending.set(folder, { timer: setTimeout(() => this.#indexNow(folder), left), began });
  }

  #indexNow(folder: string): void {
    clearTimeout(this.#pending.get(folder)?.timer);
    this.#pending.delete(folder);
    this.#folders.get(folder)?.index();
  }
}

/** The workspace's folders. */
function folders(): string[] {
  return (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => folderKey(uri));
}
