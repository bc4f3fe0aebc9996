import type { SummaryContent, PanelSummarySentence, SummaryView } from '../protocol/summaryView.ts';
import { fill } from '../protocol/fill.ts';
import { citeButton, type CiteContext } from './answer.ts';
import { el, icon, iconButton, type Child } from './dom.ts';
import { errorNotice } from './memory.ts';
import { doubtTexts, redactedText } from './support.ts';
import type { Wording } from './wording.ts';

/** What it is a summary of, the way back, and the button that copies it. */
export function headParts(
  { kind, title, file, result }: SummaryView,
  { strings }: Wording,
  send: CiteContext['send'],
): Child[] {
  const name = title === '' ? strings.scopeWorkspace : title;
  return [
    iconButton('arrow-left', strings.closeSummary, () => send({ type: 'closeSummary' }), {
      key: 'close-summary',
    }),
    el(
      'h2',
      {},
      fill(strings.summaryOf, name),
      kind === 'section' || kind === 'selection' ? el('span', { class: 'dim' }, ` ${file}`) : null,
    ),
    result === null
      ? null
      : iconButton('copy', strings.copySummary, () => send({ type: 'copySummary' }), { key: 'copy-summary' }),
  ];
}

/** How far it is, or why there is none. */
export function stateParts(
  { progress, stopped, error }: SummaryView,
  words: Wording,
  send: CiteContext['send'],
): Child[] {
  const { strings, number } = words;
  if (progress !== null)
    return [
      el(
        'p',
        { class: 'dim used-working' },
        icon('sync', 'spin'),
        el(
          'span',
          {},
          progress.total === 0
            ? strings.summarizing
            : fill(
                progress.phase === 'reading' ? strings.summarizingRead : strings.summarizingWrite,
                number(progress.done),
                number(progress.total),
              ),
        ),
        iconButton('debug-stop', strings.stopSummary, () => send({ type: 'cancel' }), {
          key: 'stop-summary',
        }),
      ),
    ];
  if (error !== null)
    return [errorNotice(strings.summaryFailed, { ...error, actions: ['showLog'] }, words, send)];
  return stopped
    ? [el('p', { class: 'note' }, icon('circle-slash'), el('span', {}, strings.summaryStopped))]
    : [];
}

/** The whole, and how much of the text it covers. */
export function wholeParts(result: SummaryContent, context: CiteContext): Child[] {
  const { words } = context;
  const { strings, percent } = words;
  const { represented, compressed, leftOut } = result.coverage;
  const share = (name: string, text: string, part: number): HTMLElement =>
    el('span', { class: `share-of ${name}` }, el('span', { class: 'swatch' }), fill(text, percent(part)));
  return [
    result.summary.length === 0
      ? el('p', { class: 'dim' }, strings.summaryEmpty)
      : el('p', { class: 'answer' }, ...sentences(result.summary, result.citations, context)),
    result.model === null ? null : el('p', { class: 'dim' }, fill(strings.writtenBy, result.model)),
    ...result.warnings.map((text) => el('p', { class: 'note' }, icon('info'), el('span', {}, text))),
    result.redacted.length === 0
      ? null
      : el('p', { class: 'note' }, icon('shield'), redactedText(result.redacted, words)),
    el(
      'p',
      { class: 'coverage dim' },
      share('represented', strings.coverageRepresented, represented),
      share('compressed', strings.coverageCompressed, compressed),
      share('left-out-part', strings.coverageLeftOut, leftOut),
    ),
  ];
}

/** Sentences with their sources, and why one that a model wrote is not supported. */
export function sentences(
  all: readonly PanelSummarySentence[],
  citations: SummaryContent['citations'],
  context: CiteContext,
): Child[] {
  const { strings } = context.words;
  const byId = new Map(citations.map((citation) => [citation.id, citation]));
  return all.flatMap(({ text, citations: ids, support, doubts }, i) => [
    el('span', { class: `said-so ${support ?? ''}` }, text.trim()),
    support === 'unsupported' || support === 'unsure'
      ? el(
          'span',
          { class: 'said' },
          ` (${support === 'unsure' ? strings.saidUnsure : strings.saidUnsupported})`,
        )
      : null,
    el(
      'span',
      { class: 'cites' },
      '\u2060',
      ...ids.flatMap((id) => {
        const citation = byId.get(id);
        return citation === undefined ? [] : [citeButton(citation, `cite-${String(i)}-${id}`, context)];
      }),
    ),
    support === 'unsupported'
      ? el(
          'span',
          { class: 'doubt' },
          icon('warning'),
          doubtTexts(doubts, context.words).join('; ') || strings.doubtMeaning,
        )
      : null,
    ' ',
  ]);
}

/** What is left out, on demand. */
export function leftOutParts(
  { leftOut, coverage }: SummaryContent,
  { words, active, send }: CiteContext,
): Child[] {
  const { strings, count, number } = words;
  if (coverage.leftOut === 0) return [];
  const shown = leftOut !== null;
  return [
    el(
      'button',
      {
        class: 'link',
        key: 'left-out',
        attributes: { type: 'button', 'aria-expanded': String(shown) },
        on: { click: () => send({ type: 'leftOut', shown: !shown }) },
      },
      shown ? strings.hideLeftOut : strings.showLeftOut,
    ),
    leftOut === null
      ? null
      : el(
          'ul',
          { class: 'used', attributes: { role: 'list', 'aria-label': strings.leftOut } },
          ...leftOut.stretches.map(({ id, label, text, leaves }) =>
            el(
              'li',
              {},
              el(
                'button',
                {
                  class: `quote ${active === id ? 'active' : ''}`,
                  key: `left-${id}`,
                  attributes: { type: 'button' },
                  on: { click: () => send({ type: 'open', id }) },
                },
                el('span', { class: 'quote-head' }, `${label} · ${count('passages', leaves)}`),
                el('span', { class: 'quote-text' }, text),
              ),
            ),
          ),
        ),
    leftOut !== null && leftOut.all > leftOut.stretches.length
      ? el('p', { class: 'dim' }, fill(strings.leftOutMore, number(leftOut.all - leftOut.stretches.length)))
      : null,
  ];
}
