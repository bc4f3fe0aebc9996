import * as vscode from 'vscode';

/** What a part of a passage's score stands for, in words; a part that has none is called by its name. */
export function scoreWords(name: string): string {
  const { l10n } = vscode;
  switch (name) {
    case 'words':
      return l10n.t('It holds words of the question');
    case 'words of the passage':
      return l10n.t('What stands right around it holds them');
    case 'words of the section':
      return l10n.t('Its section holds them');
    case 'meaning':
      return l10n.t('It means something like the question');
    case 'meaning of the passage':
      return l10n.t('What stands right around it does');
    case 'literal':
      return l10n.t('It holds a name, code or quotation of the question as it stands');
    case 'coverage by a sentence':
      return l10n.t('One sentence of it holds much of the question');
    case 'coverage by headings':
      return l10n.t('The headings above it name what is asked');
    case 'reader':
      return l10n.t('The reader finds an answer in it');
    case 'use of the document':
      return l10n.t('Its file is in use: changed lately, opened from answers, pinned');
    case 'attended in earlier turns':
      return l10n.t('It was attended for earlier questions');
    case 'one of the questions':
      return l10n.t('It answers one of several questions');
    default:
      return name;
  }
}
