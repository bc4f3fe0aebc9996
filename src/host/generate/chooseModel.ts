import * as vscode from 'vscode';
import type { ModelsResult } from '../../protocol/writing.ts';
import { RecollectError } from '../../protocol/errors.ts';
import { errorMessage } from '../errorView.ts';
import type { ModelSettings } from '../settings.ts';
import { modelKey, modelsOf, vendors } from './editorModels.ts';
import { endpointAddress, type EndpointKeys } from './endpointKeys.ts';

/** What choosing a model needs. */
export interface ChoosingParts {
  readonly now: () => ModelSettings;
  readonly keys: EndpointKeys;
  /** The models of an endpoint. */
  readonly models: (url: string, key: string | undefined) => Promise<ModelsResult>;
}

interface Choice extends vscode.QuickPickItem {
  readonly choose?: () => Promise<unknown>;
}

/** Where the servers that people run on their own machine listen by themselves. */
const USUAL = [
  { name: 'Ollama', address: 'http://127.0.0.1:11434/v1' },
  { name: 'LM Studio', address: 'http://127.0.0.1:1234/v1' },
  { name: 'llama.cpp', address: 'http://127.0.0.1:8080/v1' },
  { name: 'vLLM', address: 'http://127.0.0.1:8000/v1' },
] as const;

/** Lets the user choose who writes answers, and keeps that in the settings. */
export async function chooseModel(parts: ChoosingParts): Promise<void> {
  const { l10n } = vscode;
  const { kind, endpoint, name } = parts.now();
  const used = (chosen: boolean): string => (chosen ? l10n.t('in use') : '');
  const pick = vscode.window.createQuickPick<Choice>();
  pick.title = l10n.t('Who writes answers?');
  pick.placeholder = l10n.t('Whatever is written is checked, sentence by sentence, against your files');
  pick.matchOnDescription = true;
  const fixed: Choice[] = [
    {
      label: `$(book) ${l10n.t('Built-in reader')}`,
      description: used(kind === 'none'),
      detail: l10n.t('Answers with the files’ own words. Nothing leaves this machine.'),
      choose: () => keep({ kind: 'none' }),
    },
    {
      label: `$(server) ${l10n.t('A server that you name…')}`,
      description: kind === 'endpoint' ? l10n.t('in use: {0} at {1}', name, endpoint) : '',
      detail: l10n.t('Ollama, LM Studio, llama.cpp, vLLM, or any that speaks OpenAI’s chat completions'),
      choose: () => chooseEndpoint(parts),
    },
  ];
  pick.items = fixed;
  pick.busy = true;
  pick.show();
  // Vendors come as they answer; what is there can be chosen meanwhile.
  let open = true;
  const found: Choice[] = [];
  void Promise.all(
    vendors().map(async ({ vendor, name: vendorName }) => {
      const models = await modelsOf(vendor);
      if (!open || models.length === 0) return;
      found.push(
        { label: vendorName, kind: vscode.QuickPickItemKind.Separator },
        ...models.map((model) => ({
          label: `$(sparkle) ${model.name}`,
          description: [model.id, used(kind === 'editor' && name === modelKey(model))]
            .filter((part) => part !== '')
            .join(' · '),
          detail: l10n.t('Of the editor; takes {0} tokens', String(model.maxInputTokens)),
          choose: () => keep({ kind: 'editor', name: modelKey(model) }),
        })),
      );
      pick.items = [...fixed, ...found];
    }),
  ).then(() => {
    if (open) pick.busy = false;
  });
  const chosen = await new Promise<Choice | undefined>((resolve) => {
    pick.onDidAccept(() => resolve(pick.selectedItems[0]));
    pick.onDidHide(() => resolve(undefined));
  });
  open = false;
  pick.dispose();
  await chosen?.choose?.();
}

/** Asks for an address, a key where one is wanted, and one of its models. */
async function chooseEndpoint(parts: ChoosingParts): Promise<void> {
  const url = await chooseAddress(parts.now().endpoint);
  if (url === undefined) return;
  const models = await modelsAt(url, parts);
  if (models === undefined) return;
  const { l10n } = vscode;
  const other = `$(edit) ${l10n.t('Another name…')}`;
  const picked =
    models.length === 0
      ? other
      : await vscode.window.showQuickPick([...models, other], {
          title: l10n.t('Which of its models?'),
          placeHolder: url,
        });
  if (picked === undefined) return;
  const name =
    picked === other
      ? await vscode.window.showInputBox({
          title: l10n.t('Name of the model'),
          prompt: l10n.t('As the server has it. It did not list this one.'),
          value: parts.now().name,
        })
      : picked;
  if (name === undefined || name.trim() === '') return;
  await keep({ kind: 'endpoint', endpoint: url, name: name.trim() });
}

async function chooseAddress(before: string): Promise<string | undefined> {
  const { l10n } = vscode;
  const items: (vscode.QuickPickItem & { readonly address?: string })[] = [
    ...(before === '' || USUAL.some(({ address }) => address === before)
      ? []
      : [{ label: before, description: l10n.t('as before'), address: before }]),
    ...USUAL.map(({ name, address }) => ({ label: address, description: name, address })),
    { label: `$(edit) ${l10n.t('Another address…')}` },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: l10n.t('Where does the server listen?'),
    matchOnDescription: true,
  });
  if (picked === undefined) return undefined;
  if (picked.address !== undefined) return picked.address;
  const typed = await vscode.window.showInputBox({
    title: l10n.t('Address of the server'),
    prompt: l10n.t('As its documentation gives it for OpenAI’s interface, such as https://models.example/v1'),
    value: before,
    ignoreFocusOut: true,
    validateInput: (value) =>
      value.trim() === '' || endpointAddress(value) !== undefined
        ? undefined
        : l10n.t(
            'This is not an address of a server: one begins with http:// or https://, without a name or password.',
          ),
  });
  return typed === undefined ? undefined : endpointAddress(typed);
}

/** The endpoint's models; asks for a key where it refuses without one. Undefined where the user gave up. */
async function modelsAt(url: string, parts: ChoosingParts): Promise<readonly string[] | undefined> {
  const { l10n } = vscode;
  let key = await parts.keys.of(url);
  for (;;) {
    try {
      const { models } = await vscode.window.withProgress(
        {
          location: vscode.ProgressLocation.Notification,
          title: l10n.t('Asking {0} for its models…', url),
        },
        () => parts.models(url, key),
      );
      return models;
    } catch (error) {
      if (error instanceof RecollectError && error.code === 'endpoint-refused') {
        const typed = await askForKey(url, l10n.t('The server wants a key.'));
        if (typed === undefined || typed === '') return undefined;
        key = typed;
        await parts.keys.keep(url, key);
        continue;
      }
      const again = l10n.t('Try Again');
      const giveKey = l10n.t('Give a Key…');
      const anyway = l10n.t('Name a Model Anyway…');
      const chosen = await vscode.window.showErrorMessage(errorMessage(error), again, giveKey, anyway);
      if (chosen === undefined) return undefined;
      if (chosen === anyway) return [];
      if (chosen === giveKey) {
        const typed = await askForKey(url, '');
        if (typed === undefined) return undefined;
        key = typed === '' ? undefined : typed;
        await parts.keys.keep(url, typed);
      }
    }
  }
}

async function askForKey(url: string, why: string): Promise<string | undefined> {
  const { l10n } = vscode;
  const kept = l10n.t('It is kept in the editor’s secret storage, for this address alone. Empty forgets it.');
  const typed = await vscode.window.showInputBox({
    title: l10n.t('Key for {0}', url),
    prompt: [why, kept].filter((part) => part !== '').join(' '),
    password: true,
    ignoreFocusOut: true,
  });
  return typed?.trim();
}

/** Keeps the choice in the user's own settings: of a folder they would not be heard. */
async function keep({ kind, endpoint, name }: Partial<ModelSettings>): Promise<void> {
  const section = vscode.workspace.getConfiguration('recollect');
  // The kind last: what is read between two of them is never half of one choice and half of another.
  if (kind !== 'none') await section.update('model.kind', 'none', vscode.ConfigurationTarget.Global);
  if (endpoint !== undefined)
    await section.update('model.endpoint', endpoint, vscode.ConfigurationTarget.Global);
  if (name !== undefined) await section.update('model.name', name, vscode.ConfigurationTarget.Global);
  await section.update('model.kind', kind, vscode.ConfigurationTarget.Global);
}
