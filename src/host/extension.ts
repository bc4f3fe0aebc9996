import * as vscode from 'vscode';
import { registerCommands } from './commands.ts';
import { Conversation } from './conversation.ts';
import { diagnostics } from './diagnostics.ts';
import { errorView, reporting } from './errorView.ts';
import { Explanation } from './explain/explanation.ts';
import { Generating } from './generate/generating.ts';
import { Heat } from './heat/heat.ts';
import { HeatCommands } from './heat/heatCommands.ts';
import { AttentionMap } from './map/attentionMap.ts';
import { scoreWords } from './heat/scoreWords.ts';
import { registerMemoryTree } from './memoryTree/memoryTree.ts';
import { Pins } from './memoryTree/pins.ts';
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
import { inTurns } from './turns.ts';
import { WorkspaceMemory, type WorkspaceFile } from './workspaceMemory.ts';

// The extension's composition root. VS Code activates it when its view is shown or a command is run; even then
// nothing is read and no engine started before the memory is wanted.

let closing: (() => Promise<void>) | undefined;

/** Called by VS Code when one of our views or commands is first wanted. */
export function activate(context: vscode.ExtensionContext): void {
  const began = performance.now();
  const log = vscode.window.createOutputChannel('Recollect', { log: true });
  let settings = readSettings();

  const engine = new ReliableEngine({
    load: async () => {
      // A module a turn: evaluated in one they would hold up the extension host for longer than a frame.
      await inTurns([
        () => process.getBuiltinModule('node:net'),
        () => process.getBuiltinModule('node:crypto'),
        () => process.getBuiltinModule('node:child_process'),
        () => import('vscode-jsonrpc'),
        () => import('vscode-jsonrpc/node'),
        () => import('../protocol/engineClient.ts'),
      ]);
      const [{ EngineClient }, { forkEngine }] = await Promise.all([
        import('../protocol/engineClient.ts'),
        import('./engineProcess.ts'),
      ]);
      const script = context.asAbsolutePath('dist/engine.cjs');
      return {
        Client: EngineClient,
        start: () => {
          log.info('Starting the engine');
          return forkEngine({ script, args: engineArguments(settings) });
        },
      };
    },
    onLog: ({ level, message }) => (level === 'warning' ? log.warn(message) : log.info(message)),
    onLost: (how, again) => {
      log.warn(`The engine was lost (${how}); ${again ? 'it is started again' : 'it is not started again'}.`);
      if (!again) void reportLoss(log);
    },
    now: () => performance.now(),
  });
  const opened = new OpenedFiles(context.workspaceState);
  const pins = new Pins(context.workspaceState);
  const memory = new WorkspaceMemory({
    engine,
    automatic: () => settings.automatic,
    risk: () => settings.risk,
    use: (folder) => ({ opened: opened.of(folder), pinned: pins.of(folder) }),
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
      trusted: vscode.workspace.isTrusted,
      folders: memory.states,
      errorView: (error) => errorView(error, ['index', 'showLog']),
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
    conversation,
    scopes,
    explanation,
    summaries,
    threads: threadCommands,
    generating,
    memory,
    log,
  });

  const keys = new Map<string, boolean>();
  const setKey = (key: string, value: boolean): void => {
    if (keys.get(key) === value) return;
    keys.set(key, value);
    void vscode.commands.executeCommand('setContext', `recollect.${key}`, value);
  };
  const refresh = (): void => {
    const now = memoryNow();
    if (memory.opened) status.show(now);
    setKey('indexing', now.kind === 'indexing' && !memory.paused);
    setKey('paused', memory.paused);
    setKey('attended', places.attended);
    // Once nothing more is read: the engine has time, and the questions are about all that there is.
    if (now.kind === 'ready' && panel.visible && threads.current.turns.length === 0)
      suggestions
        .look(
          `${String(now.files)} ${String(now.passages)}`,
          memory.memories.map((folder) => ({ run: (work, signal) => folder.run(work, signal) })),
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
      if (panel.visible) memory.open();
      refresh();
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (!event.affectsConfiguration('recollect')) return;
      const before = engineArguments(settings).join();
      settings = readSettings();
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
    registerCommands({
      panel,
      conversation,
      threads: threadCommands,
      memory,
      generating,
      summaries,
      map,
      log,
      fileNow,
      engine,
      diagnostics: () =>
        diagnostics({
          version: String(context.extension.packageJSON.version),
          settings,
          memory,
          engine,
          activation,
        }),
    }),
  );
  closing = async () => {
    // The window may be gone already: nobody is told any more how things go.
    conversation.dispose();
    memory.dispose();
    // VS Code waits about five seconds in all; what is under way is committed batch by batch.
    await Promise.race([memory.close(), new Promise((resolve) => setTimeout(resolve, 1500))]);
    await engine.close();
  };
  const activation = performance.now() - began;
  log.info(`Activated in ${activation.toFixed(1)} ms`);
}

/** Called by VS Code when the window closes or the extension is switched off; it waits a few seconds at most. */
export async function deactivate(): Promise<void> {
  await closing?.();
}

/** What the engine's process is started with: another setting starts another one. */
function engineArguments({ store, vectorQuota }: Settings): string[] {
  return [...(store === '' ? [] : ['--store', store]), '--vector-quota', String(vectorQuota)];
}

async function reportLoss(log: vscode.LogOutputChannel): Promise<void> {
  const { l10n } = vscode;
  const showLog = l10n.t('Show Log');
  const indexAgain = l10n.t('Index Again');
  const chosen = await vscode.window.showErrorMessage(
    l10n.t(
      'The engine stopped four times within five minutes, so it is not started again by itself. What was indexed is kept. Look at the log for the reason, then index again.',
    ),
    showLog,
    indexAgain,
  );
  if (chosen === showLog) log.show();
  if (chosen === indexAgain) await vscode.commands.executeCommand('recollect.index');
}
