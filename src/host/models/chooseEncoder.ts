import * as vscode from 'vscode';
import {
  BUILT_IN,
  USUAL_HUB,
  type EncoderModel,
  type EncoderModels,
  type ModelPlan,
  type ModelRecipe,
  type PlanEncoderParams,
} from '../../protocol/encoderModels.ts';
import { isCancelled, RecollectError } from '../../protocol/errors.ts';
import { reporting } from '../errorView.ts';
import { sizeText } from '../memoryTree/sizes.ts';
import type { ReliableEngine } from '../reliableEngine.ts';
import type { EncoderSettings } from '../settings.ts';
import { planText } from './planText.ts';

/** What choosing an encoder needs. */
export interface ChoosingEncoder {
  readonly engine: ReliableEngine;
  readonly settings: () => EncoderSettings;
  readonly log: vscode.LogOutputChannel;
}

interface Choice extends vscode.QuickPickItem {
  readonly choose?: () => Promise<void>;
  /** Of a model that can be deleted. */
  readonly removes?: string;
}

/** Models that are known to work as encoders, as exports for processors; millions of parameters. */
const USUAL = [
  { name: 'Xenova/bge-m3', millions: 568 },
  { name: 'Xenova/multilingual-e5-base', millions: 278 },
  { name: 'Xenova/multilingual-e5-large', millions: 560 },
  { name: 'onnx-community/gte-multilingual-base', millions: 305 },
  { name: 'onnx-community/Qwen3-Embedding-0.6B-ONNX', millions: 596 },
] as const;
const BUILT_IN_MILLIONS = 118;

/**
 * Lets the user choose which encoder finds by meaning: the built-in one, one that is here, or one that is fetched once
 * they have seen what that is. Kept in the settings; the engine then encodes anew while the old vectors serve.
 */
export async function chooseEncoder(parts: ChoosingEncoder): Promise<void> {
  const { l10n } = vscode;
  if (!vscode.workspace.isTrusted) {
    void vscode.window.showWarningMessage(
      l10n.t(
        'This folder is not trusted, so no other encoder is fetched or chosen in its window. Trust the folder first.',
      ),
    );
    return;
  }
  const here = await parts.engine.run((api) => api.encoders({}));
  const pick = vscode.window.createQuickPick<Choice>();
  pick.title = l10n.t('Which encoder finds by meaning?');
  pick.placeholder = l10n.t(
    'Your files are encoded anew with it; until that is done, the vectors that are there serve',
  );
  pick.matchOnDescription = true;
  pick.items = choices(parts, here);
  pick.show();
  const chosen = await new Promise<Choice | undefined>((resolve) => {
    pick.onDidAccept(() => resolve(pick.selectedItems[0]));
    pick.onDidTriggerItemButton(({ item }) => {
      const { removes } = item;
      if (removes === undefined) return;
      void reporting(parts.log, async () => {
        const left = await parts.engine.run((api) => api.removeEncoder({ model: removes }));
        if (parts.settings().model === removes) await keep(BUILT_IN);
        pick.items = choices(parts, left);
      });
    });
    pick.onDidHide(() => resolve(undefined));
  });
  pick.dispose();
  await chosen?.choose?.();
}

function choices(parts: ChoosingEncoder, { models }: EncoderModels): Choice[] {
  const { l10n } = vscode;
  const hub = hubOf(parts);
  const known = new Set(models.map(({ id }) => id.slice(0, id.lastIndexOf(':'))));
  return [
    ...models.map((model) => hereChoice(model)),
    { label: l10n.t('To be fetched from {0}', hub), kind: vscode.QuickPickItemKind.Separator },
    ...USUAL.filter(({ name }) => !known.has(name)).map(({ name, millions }) => ({
      label: `$(cloud-download) ${name}`,
      detail: l10n.t(
        '{0} million parameters, where the built-in encoder has {1}: that much slower',
        String(millions),
        String(BUILT_IN_MILLIONS),
      ),
      choose: () => takeIn(parts, { model: name, hub }),
    })),
    {
      label: `$(edit) ${l10n.t('Another model by its name…')}`,
      detail: l10n.t('Any with an ONNX graph and a tokenizer.json'),
      choose: () => byName(parts, hub),
    },
    {
      label: `$(folder) ${l10n.t('A folder with a model…')}`,
      detail: l10n.t('Nothing is fetched and nothing copied'),
      choose: () => byFolder(parts),
    },
  ];
}

function hereChoice({ id, bytes, dimensions, licence, chosen, origin }: EncoderModel): Choice {
  const { l10n } = vscode;
  const facts = [licence, sizeText(bytes), l10n.t('vectors of {0} figures', String(dimensions))];
  return {
    label: origin === null ? `$(package) ${l10n.t('Built-in encoder')}` : `$(vm) ${id}`,
    description: chosen ? l10n.t('in use') : '',
    detail: [origin === null ? l10n.t('Comes with Recollect') : '', ...facts]
      .filter((part) => part !== '')
      .join(' · '),
    choose: () => keep(id),
    ...(origin === null
      ? {}
      : {
          removes: id,
          buttons: [{ iconPath: new vscode.ThemeIcon('trash'), tooltip: l10n.t('Delete {0}', id) }],
        }),
  };
}

async function byName(parts: ChoosingEncoder, hub: string): Promise<void> {
  const { l10n } = vscode;
  const typed = await vscode.window.showInputBox({
    title: l10n.t('Name of the model at {0}', hub),
    prompt: l10n.t('As owner/name. The hub is told this name and nothing else.'),
    ignoreFocusOut: true,
  });
  if (typed !== undefined && typed.trim() !== '') await takeIn(parts, { model: typed.trim(), hub });
}

async function byFolder(parts: ChoosingEncoder): Promise<void> {
  const [folder] =
    (await vscode.window.showOpenDialog({
      canSelectFolders: true,
      canSelectFiles: false,
      openLabel: vscode.l10n.t('Use this model'),
    })) ?? [];
  if (folder !== undefined) await takeIn(parts, { model: folder.fsPath });
}

/** Plans, shows the plan, and where the user agrees fetches the model and chooses it. */
async function takeIn(parts: ChoosingEncoder, wanted: PlanEncoderParams): Promise<void> {
  const { l10n } = vscode;
  const plan = await planned(parts, wanted);
  if (plan === undefined) return;
  const fetch = plan.origin.kind === 'hub' ? l10n.t('Fetch and Use') : l10n.t('Use');
  const other = l10n.t('Another Graph…');
  const answer = await vscode.window.showInformationMessage(
    plan.origin.kind === 'hub' ? l10n.t('Fetch {0}?', plan.id) : l10n.t('Use {0}?', plan.id),
    { modal: true, detail: planText(plan) },
    fetch,
    ...(plan.otherGraphs.length > 0 ? [other] : []),
  );
  if (answer === other) {
    const graph = await vscode.window.showQuickPick(
      plan.otherGraphs.map(({ path, bytes }) => ({ label: path, description: sizeText(bytes) })),
      { title: l10n.t('Which graph of {0}?', wanted.model) },
    );
    if (graph !== undefined) await takeIn(parts, { ...wanted, graph: graph.label });
    return;
  }
  if (answer !== fetch) return;
  await fetched(parts, plan);
  await keep(plan.id);
  void vscode.window.showInformationMessage(
    l10n.t(
      '{0} is here and works. Your files are encoded anew with it; until that is done, the vectors that are there serve.',
      plan.id,
    ),
  );
}

/** The plan; asks how tokens are pooled where nobody else tells. Undefined where the user called it off. */
async function planned(parts: ChoosingEncoder, wanted: PlanEncoderParams): Promise<ModelPlan | undefined> {
  const { l10n } = vscode;
  try {
    return await progressing(l10n.t('Asking about {0}', wanted.model), (signal) =>
      parts.engine.run((api) => api.planEncoder(wanted, { signal }), signal),
    );
  } catch (error) {
    if (isCancelled(error)) return undefined;
    const untold = error instanceof RecollectError && error.sentence?.code === 'model-recipe-missing';
    if (!untold || wanted.recipe?.pooling !== undefined) throw error;
  }
  const ways: readonly { readonly label: string; readonly pooling: ModelRecipe['pooling'] }[] = [
    { label: l10n.t('The mean over all tokens'), pooling: 'mean' },
    { label: l10n.t('The first token'), pooling: 'cls' },
    { label: l10n.t('The last token'), pooling: 'last' },
  ];
  const way = await vscode.window.showQuickPick(
    ways.map((one) => ({ ...one, description: one.pooling })),
    {
      title: l10n.t('How does {0} make one vector of many tokens?', wanted.model),
      placeHolder: l10n.t('It does not say so itself; the page of the model does'),
    },
  );
  return way === undefined ? undefined : planned(parts, { ...wanted, recipe: { pooling: way.pooling } });
}

async function fetched({ engine }: ChoosingEncoder, plan: ModelPlan): Promise<void> {
  const { l10n } = vscode;
  await progressing(l10n.t('Fetching {0}', plan.id), (signal, report) =>
    engine.run(
      (api) =>
        api.fetchEncoder(
          { plan },
          {
            signal,
            onProgress: ({ done, total }) =>
              report(l10n.t('{0} of {1}', sizeText(done), sizeText(total)), done / Math.max(1, total)),
          },
        ),
      signal,
    ),
  );
}

/** Runs work under a notification that can be cancelled. */
async function progressing<T>(
  title: string,
  work: (signal: AbortSignal, report: (message: string, share: number) => void) => Promise<T>,
): Promise<T> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      const controller = new AbortController();
      const listening = token.onCancellationRequested(() => controller.abort());
      let shown = 0;
      try {
        return await work(controller.signal, (message, share) => {
          progress.report({ message, increment: 100 * (share - shown) });
          shown = share;
        });
      } finally {
        listening.dispose();
      }
    },
  );
}

function hubOf({ settings }: ChoosingEncoder): string {
  const { hub } = settings();
  return hub === '' ? USUAL_HUB : hub;
}

/** Keeps the choice in the user's own settings: of a folder it would not be heard. */
async function keep(model: string): Promise<void> {
  await vscode.workspace
    .getConfiguration('recollect')
    .update('encoder.model', model, vscode.ConfigurationTarget.Global);
}
