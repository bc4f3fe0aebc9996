import * as vscode from 'vscode';
import type { Generated, GenerateOptions, ModelMessage } from '../../core/ports.ts';
import { onAbort } from '../../protocol/abort.ts';
import { RecollectError } from '../../protocol/errors.ts';

/** A vendor of language models that some extension of this editor offers. */
export interface Vendor {
  readonly vendor: string;
  /** As people know it. */
  readonly name: string;
}

/** A vendor that has not answered after so many milliseconds has no models: signed out, some never answer. */
const PATIENCE = 4000;
/** One whose model is chosen may take longer: the user waits for it, and for nobody else. */
const CHOSEN_PATIENCE = 20_000;
/** A text may have so many UTF-16 units a token; a model that goes on beyond is stopped. */
const UNITS_A_TOKEN = 8;

/** The vendors that installed extensions declare, and the one that the editor itself knows. */
export function vendors(): Vendor[] {
  const declared = vscode.extensions.all.flatMap((extension) => {
    const manifest: unknown = extension.packageJSON;
    return declaredVendors(manifest);
  });
  const all = [...declared, { vendor: 'copilot', name: 'GitHub Copilot' }];
  return all.filter(({ vendor }, i) => all.findIndex((other) => other.vendor === vendor) === i);
}

/** Models that were found by their key: asking a vendor again takes a while. */
const found = new Map<string, vscode.LanguageModelChat>();

/** The models of one vendor; none where it does not answer in time or refuses. */
export async function modelsOf(
  vendor: string,
  patience = PATIENCE,
): Promise<readonly vscode.LanguageModelChat[]> {
  const { promise: late, resolve } = Promise.withResolvers<readonly vscode.LanguageModelChat[]>();
  const timer = setTimeout(() => resolve([]), patience);
  try {
    // Never without a selector: that waits for vendors that are signed out, for ever.
    return await Promise.race([vscode.lm.selectChatModels({ vendor }), late]);
  } catch {
    return [];
  } finally {
    clearTimeout(timer);
  }
}

/** What the setting keeps of a model. */
export function modelKey({ vendor, id }: Pick<vscode.LanguageModelChat, 'vendor' | 'id'>): string {
  return `${vendor}/${id}`;
}

/**
 * The model of that key.
 *
 * @throws RecollectError `endpoint-unreachable` where the editor does not have it now
 */
export async function modelOf(key: string): Promise<vscode.LanguageModelChat> {
  const vendor = key.slice(0, Math.max(0, key.indexOf('/')));
  const model =
    found.get(key) ??
    (vendor === '' ? [] : await modelsOf(vendor, CHOSEN_PATIENCE)).find(
      (candidate) => modelKey(candidate) === key,
    );
  if (model !== undefined) {
    found.set(key, model);
    return model;
  }
  throw new RecollectError(
    'endpoint-unreachable',
    vscode.l10n.t(
      'The editor does not offer the language model {0} now, so nothing was written. Sign in with its vendor, or choose another model (Recollect: Choose Language Model…).',
      key,
    ),
  );
}

/**
 * Writes with one of the editor's models. The first time the editor asks the user whether this extension may.
 *
 * @param timeout milliseconds until the first piece of text and between two, once the user has let it be sent
 */
export async function generateInEditor(
  key: string,
  messages: readonly ModelMessage[],
  { maxTokens, temperature = 0, signal, onText }: GenerateOptions,
  timeout: number,
): Promise<Generated> {
  const model = await modelOf(key);
  signal?.throwIfAborted();
  const source = new vscode.CancellationTokenSource();
  const unheard = onAbort(signal, () => source.cancel());
  let timer: NodeJS.Timeout | undefined;
  let late = false;
  const wait = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      late = true;
      source.cancel();
    }, timeout);
  };
  let text = '';
  try {
    const response = await model.sendRequest(
      messages.map(asEditorMessage),
      {
        justification: vscode.l10n.t('Recollect lets it write answers from passages of your files.'),
        modelOptions: { temperature, max_tokens: maxTokens },
      },
      source.token,
    );
    // The user has been asked by now: from here on it is the model that is waited for.
    wait();
    for await (const piece of response.text) {
      wait();
      text += piece;
      onText?.(piece);
      if (text.length <= maxTokens * UNITS_A_TOKEN) continue;
      return { text, finish: 'length' };
    }
    // Some end the stream where they are cancelled, in place of an error.
    if (late) throw tooSlow(model.name, timeout);
    signal?.throwIfAborted();
    return { text, finish: 'stop' };
  } catch (error) {
    // It may have gone, or come back as another one: the next question looks for it anew.
    found.delete(key);
    signal?.throwIfAborted();
    throw late ? tooSlow(model.name, timeout) : asOurs(error, model.name);
  } finally {
    clearTimeout(timer);
    unheard();
    source.cancel();
    source.dispose();
  }
}

/** The editor's models know no system message. */
function asEditorMessage({ role, content }: ModelMessage): vscode.LanguageModelChatMessage {
  return role === 'assistant'
    ? vscode.LanguageModelChatMessage.Assistant(content)
    : vscode.LanguageModelChatMessage.User(content);
}

function tooSlow(name: string, timeout: number): RecollectError {
  return new RecollectError(
    'endpoint-failed',
    vscode.l10n.t(
      'The language model {0} fell silent for {1} seconds, so it was not waited for any longer. Ask again, or allow more time (recollect.model.timeout).',
      name,
      String(timeout / 1000),
    ),
  );
}

/** What the editor or the vendor says went wrong, in our words. */
function asOurs(error: unknown, name: string): unknown {
  if (error instanceof RecollectError) return error;
  const told = error instanceof Error ? error.message : String(error);
  if (!(error instanceof vscode.LanguageModelError)) return failed(name, told);
  switch (error.code) {
    case vscode.LanguageModelError.NoPermissions.name:
      return new RecollectError(
        'endpoint-refused',
        vscode.l10n.t(
          'Recollect may not use the language model {0}: the editor has no leave from you for it, so nothing was sent. Ask again and allow it, or choose another model.',
          name,
        ),
      );
    case vscode.LanguageModelError.Blocked.name:
      return new RecollectError(
        'endpoint-refused',
        vscode.l10n.t(
          'The vendor of {0} refuses to write now ({1}): a limit is used up, perhaps. Ask again later, or choose another model.',
          name,
          told,
        ),
      );
    case vscode.LanguageModelError.NotFound.name:
      return new RecollectError(
        'endpoint-unreachable',
        vscode.l10n.t(
          'The language model {0} is no longer there, so nothing was written. Choose another one (Recollect: Choose Language Model…).',
          name,
        ),
      );
    default:
      return failed(name, told);
  }
}

function failed(name: string, told: string): RecollectError {
  return new RecollectError(
    'endpoint-failed',
    vscode.l10n.t(
      'The language model {0} could not write ({1}). Ask again, or choose another model.',
      name,
      told,
    ),
  );
}

/** What a manifest contributes as `languageModelChatProviders`; whatever is of another shape is passed over. */
function declaredVendors(manifest: unknown): Vendor[] {
  const contributes = field(manifest, 'contributes');
  const providers = field(contributes, 'languageModelChatProviders');
  if (!Array.isArray(providers)) return [];
  return providers.flatMap((provider: unknown) => {
    const vendor = field(provider, 'vendor');
    const name = field(provider, 'displayName');
    return typeof vendor === 'string' && vendor !== ''
      ? [{ vendor, name: typeof name === 'string' && name !== '' ? name : vendor }]
      : [];
  });
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
