import * as vscode from 'vscode';

/** "about 40 seconds", "about 3 minutes": an estimate, said no more exactly than it is known. */
export function timeText(seconds: number): string {
  const { l10n } = vscode;
  if (seconds < 55) return l10n.t('about {0} seconds', String(Math.max(5, 5 * Math.round(seconds / 5))));
  if (seconds < 90) return l10n.t('about a minute');
  const minutes = seconds / 60;
  if (minutes < 55) return l10n.t('about {0} minutes', String(Math.round(minutes)));
  if (minutes < 90) return l10n.t('about an hour');
  return l10n.t('about {0} hours', String(Math.round(minutes / 60)));
}
