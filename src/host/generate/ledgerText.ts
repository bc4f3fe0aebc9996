import type { LedgerEntry, LedgerResult, Redacted } from '../../protocol/writing.ts';
import { languageOf, sendingText } from './sendingText.ts';

/** Words of the account, in the user's language. */
export interface LedgerWording {
  readonly title: string;
  readonly nothing: string;
  readonly kept: (file: string) => string;
  readonly local: string;
  readonly onlyAddress: string;
  readonly older: (count: number) => string;
  readonly redacted: (redacted: readonly Redacted[]) => string;
}

/** Entries that are shown, at most: the latest. */
const MOST_SHOWN = 100;

/** Everything that was sent, as Markdown: the latest first, each with time, address, what was taken out, and the body. */
export function ledgerText(ledgers: readonly LedgerResult[], wording: LedgerWording): string {
  const entries = ledgers
    .flatMap(({ entries: all }) => all)
    .toSorted((a, b) => (a.time < b.time ? 1 : a.time > b.time ? -1 : 0));
  const shown = entries.slice(0, MOST_SHOWN);
  return [
    `# ${wording.title}`,
    ...(entries.length === 0
      ? [wording.nothing]
      : ledgers.filter(({ entries: all }) => all.length > 0).map(({ file }) => wording.kept(`\`${file}\``))),
    ...shown.map((entry) => entryText(entry, wording)),
    ...(entries.length > shown.length ? [wording.older(entries.length - shown.length)] : []),
    '',
  ].join('\n\n');
}

function entryText(entry: LedgerEntry, wording: LedgerWording): string {
  const head = `## ${entry.time} · ${entry.to}${entry.local ? ` (${wording.local})` : ''}`;
  if (entry.body === '') return `${head}\n\n${wording.onlyAddress}`;
  const body = sendingText(entry).trimEnd();
  const longest = Math.max(0, ...(body.match(/`+/g) ?? []).map(({ length }) => length));
  // A fence that no text of a document can close.
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${head}\n\n${wording.redacted(entry.redacted)}\n\n${fence}${languageOf(entry)}\n${body}\n${fence}`;
}
