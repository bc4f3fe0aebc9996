import * as vscode from 'vscode';
import { percent } from '../../protocol/numbers.ts';
import type { StandingPlace } from './lit.ts';

/** What a hover says beside the share. */
export interface HeatReason {
  readonly question: string;
  /** Rarer words of the question that the sentence holds; undefined where that is no longer known. */
  wordsIn(sentence: string): readonly string[] | undefined;
  /** What is said of a citation that is lit by itself. */
  readonly cited: string;
}

/**
 * What is said of a lit place on hover.
 *
 * @param span whether the mouse is on the words in it that answer
 */
export function heatHover(
  { kind, weight, located, anchor }: StandingPlace,
  reason: HeatReason,
  span: boolean,
): vscode.MarkdownString {
  const text = new vscode.MarkdownString('', true);
  const share = percent(weight);
  text.appendMarkdown('$(flame) ');
  text.appendText(
    kind === 'citation'
      ? reason.cited
      : span
        ? vscode.l10n.t('The words that answer. Their sentence got {0} of the attention', share)
        : kind === 'passage'
          ? vscode.l10n.t('This passage got {0} of the attention', share)
          : vscode.l10n.t('This sentence got {0} of the attention', share),
  );
  if (located.standing === 'moved') {
    text.appendMarkdown(' · ');
    text.appendText(vscode.l10n.t('moved since the answer'));
  }
  if (kind === 'citation') return text;
  text.appendMarkdown('\n\n');
  text.appendText(vscode.l10n.t('Asked: {0}', reason.question));
  const words = reason.wordsIn(anchor.quote);
  if (words !== undefined) {
    text.appendMarkdown('\n\n');
    text.appendText(
      words.length > 0
        ? vscode.l10n.t('Words of the question: {0}', words.join(', '))
        : vscode.l10n.t('Close to the question in meaning, without its words.'),
    );
  }
  text.isTrusted = { enabledCommands: COMMANDS.map(({ command }) => command) };
  const links = COMMANDS.map(({ command, label }) => `[${label()}](command:${command})`);
  text.appendMarkdown(`\n\n${links.join(' · ')}`);
  return text;
}

const COMMANDS = [
  { command: 'recollect.previousHeat', label: () => vscode.l10n.t('Previous') },
  { command: 'recollect.nextHeat', label: () => vscode.l10n.t('Next') },
  { command: 'recollect.explainPassage', label: () => vscode.l10n.t('Explain') },
  { command: 'recollect.clearHeat', label: () => vscode.l10n.t('Clear Heat') },
];
