import * as vscode from 'vscode';
import { registerCommands } from './commands.ts';
import { ContextKeys } from './contextKeys.ts';
import { Conversation } from './conversation.ts';
import { reportLoss } from './engineLoss.ts';
import { errorView, reporting } from './errorView.ts';
import { Explanation } from './explain/explanation.ts';
import { timeText } from './firstRun/amounts.ts';
import { FirstRun } from './firstRun/firstRun.ts';
import { folderUri } from './folderUri.ts';
import { Generating } from './generate/generating.ts';
import { Heat } from './heat/heat.ts';
import { HeatCommands } from './heat/heatCommands.ts';
import { AttentionMap } from './map/attentionMap.ts';
import { scoreWords } from './passages/scoreWords.ts';
import { registerMemoryTree } from './memoryTree/memoryTree.ts';
import { sizeText } from './memoryTree/sizes.ts';
import { Pins } from './memoryTree/pins.ts';
import { loadEngine } from './loadEngine.ts';
import { memoryView } from './memoryView.ts';
import { OpenedFiles } from './openedFiles.ts';
import { Panel, PANEL_VIEW } from './panel.ts';
import { panelWishes } from './panelWishes.ts';
import { PlaceTracker } from './placeTracker.ts';
import { ReliableEngine } from './reliableEngine.ts';
import { workspaceScopes } from './scopes/workspaceScopes.ts';
import { heatLookOf, readSettings, type Settings } from './settings.ts';
import { ShownPlaces } from './shownPlaces.ts';
import { StatusBar } from './statusBar.ts';
import { Suggestions } from './suggestions/suggestions.ts';
import { Summaries } from './summary/summaries.ts';
import { askedQuestions } from './threads/askedQuestions.ts';
import { ThreadCommands } from './threads/threadCommands.ts';
import { workspaceThreads } from './threads/workspaceThreads.ts';
import { registerTools } from './tools/registerTools.ts';
import { VirtualFolder } from './virtual/virtualFolder.ts';
import { WorkspaceMemory, type WorkspaceFile } from './workspaceMemory.ts';

// The extension's composition root. Nothing is read and no engine started before the memory is wanted.

/**
 * Makes every part, tells each of the others it works with, and registers with VS Code what they offer.
 *
 * @param began - when activation began, by `performance.now()`; ms
 * @returns what is to be done when the extension ends; VS Code waits a few seconds for it at most
 */
export function compose(context: vscode.ExtensionContext, began: number): () => Promise<void> {
  const log = vscode.window.createOutputChannel('Recollect', { log: true });
  const settingsNow = (): Settings => readSettings(vscode.workspace.isTrusted);
  let settings = settingsNow();

  const engine = new ReliableEngine({
    load: () =>
      loadEngine(context.asAbsolutePath('dist/engine.cjs'), () => {
        log.info('Starting the engine');
        return engineArguments(settings);
      }),
    onLog: ({ level, message }) => (level === 'warning' ? log.warn(message) : log.info(message)),
    onLost: (how, again) => {
      log.warn(`The engine was lost (${how}); ${again ? 'it is started again' : 'it is not started again'}.`);
      if (!again) void reportLoss(log);
    },
    now: () => performance.now(),
    idle: () => settings.idle,
    onIdle: () => log.info('Nothing was to be done for a while: the engine ends until there is.'),
  });
  const opened = new OpenedFiles(context.workspaceState);
  const pins = new Pins(context.workspaceState);
  const firstRun = new FirstRun({ context, askAbove: () => settings.askAbove, log });
  const copies = vscode.Uri.joinPath(context.globalStorageUri, 'virtual').fsPath;
  const memory = new WorkspaceMemory({
    engine,
    automatic: () => settings.automatic,
    library: () => settingsNow().library,
    risk: () => settings.risk,
    use: (folder) => ({ opened: opened.of(folder), pinned: pins.of(folder) }),
    first: (folder) => firstRun.lookAt(folder),
    virtual: (folder) => new VirtualFolder(folderUri(folder), copies),
  });
  const tracker = new PlaceTracker(memory.onDidChangeFile);
  const heatLook = () => heatLookOf(settings);
  const heat = new Heat(tracker, heatLook);
  const generating = new Generating({ context, settings: () => settings, engine, memory });
  const places = new ShownPlaces({ memory, tracker, opened });
  const { threads, notice } = workspaceThreads(context, log, () => refresh());
  const conversation = new Conversation({ memory, tracker, places, heat, threads, generating, log });
  const summaries = new Summaries({ memory, heat: heatLook, generating, log });
  const status = new StatusBar();

  const memoryNow = () =>
    memoryView({
      folders: memory.states,
      errorView: (error) => errorView(error, ['index', 'showLog']),
      sizeText,
      timeText,
    });
  /** The file in the editor that could be asked alone; focus in the panel does not change it. */
  const fileNow = (): WorkspaceFile | undefined => {
    const editor = vscode.window.activeTextEditor;
    return editor === undefined ? undefined : memory.fileOf(editor.document.uri);
  };

  const scopes = workspaceScopes(memory, () => panel.update());
  const explanation = new Explanation({
    turn: () => conversation.explainable,
    words: scoreWords,
    errorView: (error) => errorView(error, ['showLog']),
    onChange: () => panel.update(),
  });
  const suggestions = new Suggestions(() => panel.update());
  const panel: Panel = new Panel({
    extensionUri: context.extensionUri,
    state: () => ({
      memory: memoryNow(),
      restricted: !vscode.workspace.isTrusted,
      thread: { ...conversation.thread, notice: notice() },
      summary: summaries.view,
      writer: generating.name,
      turn: conversation.turn,
      explanation: explanation.view,
      suggestions: suggestions.view,
      active: summaries.view === null ? places.active : summaries.active,
    }),
    scopes,
    history: () => askedQuestions(threads.all),
    onWish: (wish) => void reporting(log, () => wishes(wish)),
    onShow: () => {
      memory.open();
      void threads.open();
      panel.update();
    },
    log,
  });

  const map = new AttentionMap({
    extensionUri: context.extensionUri,
    memory,
    conversation,
    memoryNow,
    places,
    log,
  });

  const threadCommands = new ThreadCommands({
    threads,
    conversation,
    places,
    reveal: () => panel.reveal(),
  });

  const onText = new HeatCommands({
    ...{ memory, conversation, threads, places, panel, heat, tracker, log },
    look: heatLook,
  });

  const wishes = panelWishes({
    firstRun,
    conversation,
    scopes,
    explanation,
    summaries,
    onText,
    threads: threadCommands,
    generating,
    memory,
    log,
  });

  const keys = new ContextKeys();
  const refresh = (): void => {
    const now = memoryNow();
    if (memory.opened) status.show(now, vscode.workspace.isTrusted);
    keys.show({
      memory: now,
      paused: memory.paused,
      attended: places.attended,
      answered: conversation.turn.kind === 'answered',
    });
    // Once nothing more is read: the engine has time, and the questions are about all that there is.
    if (now.kind === 'ready' && panel.visible && threads.current.turns.length === 0)
      suggestions
        .look(
          `${String(now.files)} ${String(now.passages)}`,
          memory.askable.map((folder) => ({ run: (work, signal) => folder.run(work, signal) })),
        )
        .catch((error: unknown) => log.warn(`No questions to suggest: ${String(error)}`));
    panel.update();
  };

  context.subscriptions.push(
    log,
    memory,
    tracker,
    heat,
    onText,
    places,
    conversation,
    generating,
    summaries,
    map,
    status,
    panel,
    vscode.window.registerWebviewViewProvider(PANEL_VIEW, panel),
    memory.onDidChange(refresh),
    conversation.onDidChange(() => {
      // Whoever asks wants to see the answer.
      if (conversation.turn.kind === 'pending' && summaries.view !== null) void summaries.close();
      refresh();
    }),
    summaries.onDidChange(() => panel.update()),
    places.onDidChange(refresh),
    vscode.window.onDidChangeActiveTextEditor(() => panel.update()),
    vscode.window.onDidChangeTextEditorSelection(() => panel.updateScopes()),
    vscode.workspace.onDidChangeWorkspaceFolders(refresh),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      settings = settingsNow();
      refresh();
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration('recollect')) return;
      const before = engineArguments(settings).join();
      settings = settingsNow();
      heat.refresh();
      onText.refresh();
      panel.update();
      if (engineArguments(settings).join() !== before && engine.wanted)
        engine.restart().then(
          () => memory.index(),
          (error: unknown) => {
            log.warn(`The engine did not end as it should: ${String(error)}`);
            memory.index();
          },
        );
    }),
    registerTools({ context, memory, engine, generating, settings: () => settings, log }),
    registerMemoryTree({ memory, engine, conversation, threads, panel, pins, log }),
    firstRun.register(() => panel.reveal()),
    registerCommands({
      panel,
      conversation,
      threads: threadCommands,
      memory,
      generating,
      summaries,
      map,
      log,
      firstRun,
      fileNow,
      engine,
      encoder: () => settings.encoder,
      diagnostics: async () => {
        const { diagnostics } = await import('./later.ts');
        const version = String(context.extension.packageJSON.version);
        return diagnostics({ version, settings, memory, engine, activation });
      },
    }),
  );
  const activation = performance.now() - began;
  log.info(`Activated in ${activation.toFixed(1)} ms`);
  return async () => {
    // The window may be gone already: nobody is told any more how things go.
    conversation.dispose();
    memory.dispose();
    // VS Code waits about five seconds in all; what is under way is committed batch by batch.
    await Promise.race([memory.close(), new Promise((resolve) => setTimeout(resolve, 1500))]);
    await engine.close();
  };
}

/** What the engine's process is started with: another setting starts another one. */
function engineArguments({ store, vectorQuota, encoder, device, onBattery }: Settings): string[] {
  return [
    ...(store === '' ? [] : ['--store', store]),
    ...(encoder.model === '' ? [] : ['--encoder', encoder.model]),
    ...['--vector-quota', String(vectorQuota)],
    ...['--device', device],
    ...['--on-battery', onBattery],
  ];
}
