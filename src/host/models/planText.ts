import * as vscode from 'vscode';
import type { ModelPlan } from '../../protocol/encoderModels.ts';
import { sizeText } from '../memoryTree/sizes.ts';

/** What taking a model in comes to, for a person to read before they agree: where from, licence, size, checksums. */
export function planText({ origin, licence, files, bytes, recipe }: ModelPlan): string {
  const { l10n } = vscode;
  const { query, passage } = recipe.prefixes;
  return [
    origin.kind === 'hub'
      ? l10n.t('From {0}, commit {1}', origin.address, origin.commit.slice(0, 12))
      : l10n.t('From the folder {0}', origin.folder),
    licence === ''
      ? l10n.t('Licence: not told there; look at the page of the model')
      : l10n.t('Licence: {0}', licence),
    l10n.t('Size: {0} in {1} files', sizeText(bytes), String(files.length)),
    ...files.map(
      (file) =>
        `${file.path} · ${sizeText(file.bytes)} · ${file.sha256 === undefined ? `git ${file.git ?? ''}` : `sha256 ${file.sha256}`}`,
    ),
    ...(query === '' && passage === ''
      ? []
      : [l10n.t('Put before questions: {0}; before passages: {1}', quoted(query), quoted(passage))]),
    ...(origin.kind === 'hub'
      ? [l10n.t('The hub is told the name of the model and nothing of your files.')]
      : []),
  ].join('\n');
}

function quoted(text: string): string {
  return text === '' ? '–' : JSON.stringify(text);
}
