import type { ModelChoice, RedactionChoice } from '../../protocol/writing.ts';
import type { Settings } from '../settings.ts';
import type { EndpointKeys } from './endpointKeys.ts';

/** A model of the editor, as it describes itself. */
export interface EditorModel {
  readonly name: string;
  readonly maxInputTokens: number;
}

/** What the engine is told of the user's choice. */
export interface Writer {
  readonly model: ModelChoice;
  readonly redaction: RedactionChoice;
  /** As people know it. */
  readonly name: string;
  /** Whether it puts follow-ups so that they stand alone, before the answer. */
  readonly rewrites: boolean;
}

/** Whether a language model is chosen, as far as the settings tell. */
export function isChosen({ kind, endpoint, name }: Settings['model']): boolean {
  return name !== '' && (kind === 'editor' || (kind === 'endpoint' && endpoint !== ''));
}

/**
 * The model that the settings choose, with its key; undefined where none is.
 *
 * @param editorModel the editor's model of a key
 */
export async function chosenWriter(
  settings: Settings,
  keys: EndpointKeys,
  editorModel: (key: string) => Promise<EditorModel>,
): Promise<Writer | undefined> {
  const { kind, endpoint, name, window, timeout, rewrites } = settings.model;
  if (!isChosen(settings.model)) return undefined;
  const { enabled, names } = settings.redaction;
  const redaction: RedactionChoice = { names, ...(enabled ? {} : { off: true }) };
  if (kind === 'editor') {
    const model = await editorModel(name);
    const takes = window ?? model.maxInputTokens;
    return {
      model: { kind: 'shell', id: name, name: model.name, window: takes },
      redaction,
      name: model.name,
      rewrites,
    };
  }
  const key = await keys.of(endpoint);
  return {
    model: {
      kind: 'endpoint',
      url: endpoint,
      model: name,
      timeout,
      ...(key === undefined ? {} : { key }),
      ...(window === undefined ? {} : { window }),
    },
    redaction,
    name,
    rewrites,
  };
}
