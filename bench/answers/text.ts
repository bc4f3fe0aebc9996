import { signed } from '../quality/limits.ts';
import { table } from '../quality/report.ts';
import type { AnswersReport, ConfidenceReport, Pair } from './report.ts';

/** The report as tables for a terminal and for bench/README.md. */
export function asText(report: AnswersReport): string {
  return [gold(report), workspace(report), confidence(report), latency(report), limits(report)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function gold({ gold: measured }: AnswersReport): string {
  if (measured === undefined) return '';
  const { rows, macro } = measured;
  return table([
    ['gold paragraph', 'questions', 'F1', 'EM', 'AUROC', 'other F1', 'F1 − other'],
    ...rows.map(({ name, questions, f1, em, auroc, other }) => [
      name,
      String(questions),
      share(f1),
      share(em),
      auroc === null ? '' : share(auroc),
      other === null ? '' : share(other.f1),
      other === null ? '' : signed(other.by),
    ]),
    [
      `macro of ${rows.length}`,
      '',
      share(macro.f1),
      share(macro.em),
      '',
      macro.other === null ? '' : share(macro.other.f1),
      macro.other === null ? '' : signed(macro.other.by),
    ],
  ]);
}

function workspace({ workspace: measured }: AnswersReport): string {
  if (measured === undefined) return '';
  const cells = (pair: Pair | null): string[] =>
    pair === null ? ['', '', ''] : [share(pair.before), share(pair.after), signed(pair.by)];
  const row = (name: string, questions: string, f1: Pair | null, hit: Pair, recall: Pair): string[] => [
    name,
    questions,
    ...cells(f1),
    ...cells(hit),
    ...cells(recall),
  ];
  return table([
    [
      'whole workspace',
      'questions',
      'F1 sentence',
      'read',
      'by',
      'hit@1',
      'read',
      'by',
      'recall@1024',
      'read',
      'by',
    ],
    ...measured.rows.map(({ name, questions, trained, f1, hit, recall }) =>
      row(`${name}${trained ? ' (trained on)' : ''}`, String(questions), f1, hit, recall),
    ),
    row('macro', '', measured.f1, measured.hit, measured.recall),
  ]);
}

function confidence({ confidence: measured }: AnswersReport): string {
  return Object.entries(measured ?? {})
    .map(([kind, { all, clapnq, xquadElsewhere, risks, library }]) =>
      [
        `${kind}: AUROC ${share(all.auroc ?? 0)}, ECE ${share(all.ece)} (${all.questions} questions); clapnq ${share(clapnq.auroc ?? 0)} (${clapnq.questions}); ` +
          `xquad over other files ${share(xquadElsewhere.auroc ?? 0)}; sample library declines ${share(library.declinedRightly)} of what it does not answer and ${share(library.declinedWrongly)} of what it does`,
        table([
          ['risk', 'wrongly answered', 'of the answers', 'answerable answered'],
          ...risks.map(({ risk, measured: wrong, ofAnswers, answered }) => [
            share(risk),
            share(wrong),
            share(ofAnswers),
            share(answered),
          ]),
        ]),
      ].join('\n'),
    )
    .join('\n\n');
}

function latency({ latency: measured }: AnswersReport): string {
  if (measured === undefined) return '';
  const { leaves, questions, passages, answer } = measured;
  return (
    `${questions} questions over ${leaves} leaves: passages p50 ${passages.p50.toFixed(0)} ms, p95 ${passages.p95.toFixed(0)} ms; ` +
    `read answer p50 ${answer.p50.toFixed(0)} ms, p95 ${answer.p95.toFixed(0)} ms`
  );
}

/** What was to be shown, and whether this run shows it. */
export interface Limit {
  readonly what: string;
  readonly measured: string;
  readonly met: boolean;
}

/** Every limit of which this run says something. */
export function limitsOf({
  gold: paragraphs,
  workspace: whole,
  confidence: sure,
  latency: times,
}: AnswersReport): Limit[] {
  const found: Limit[] = [];
  const add = (what: string, measured: string, met: boolean): number => found.push({ what, measured, met });
  if (paragraphs?.macro.other) {
    const { by } = paragraphs.macro.other;
    add(
      'gold paragraph: F1 at least +.03 over the other reader, macro',
      signed(by),
      by.mean >= 0.03 && by.low > 0,
    );
  }
  if (whole !== undefined) {
    const { f1, hit, recall } = whole;
    add(
      'whole workspace: F1 at least +.12 over the best sentence',
      signed(f1.by),
      f1.by.mean >= 0.12 && f1.by.low > 0,
    );
    add('hit@1 after reading at least +.05', signed(hit.by), hit.by.mean >= 0.05 && hit.by.low > 0);
    add('recall@1024 not lower', signed(recall.by), recall.by.mean >= 0);
  }
  const read: ConfidenceReport | undefined = sure?.['reading'];
  if (read !== undefined) {
    const { clapnq, xquadElsewhere, all, risks } = read;
    add('AUROC on clapnq at least .82', share(clapnq.auroc ?? 0), (clapnq.auroc ?? 0) >= 0.82);
    add(
      'AUROC, xquad over other files, at least .97',
      share(xquadElsewhere.auroc ?? 0),
      (xquadElsewhere.auroc ?? 0) >= 0.97,
    );
    add('calibration error at most .06 on families not fitted on', share(all.ece), all.ece <= 0.06);
    const five = risks.find(({ risk }) => risk === 0.05);
    if (five !== undefined)
      add(
        'at risk .05: at most .07 wrong, at least .30 of the answerable answered',
        `${share(five.measured)}, ${share(five.answered)}`,
        five.measured <= 0.07 && five.answered >= 0.3,
      );
  }
  if (times !== undefined) {
    const { passages, answer } = times;
    add('passages p95 150 ms', `${passages.p95.toFixed(0)} ms`, passages.p95 <= 150);
    add(
      'read answer p50 700 ms, p95 1.2 s',
      `${answer.p50.toFixed(0)} ms, ${answer.p95.toFixed(0)} ms`,
      answer.p50 <= 700 && answer.p95 <= 1200,
    );
  }
  return found;
}

function limits(report: AnswersReport): string {
  const found = limitsOf(report);
  return found.length === 0
    ? ''
    : table([
        ['limit', 'measured', ''],
        ...found.map(({ what, measured, met }) => [what, measured, met ? 'met' : 'MISSED']),
      ]);
}

/** `.052` */
function share(value: number): string {
  return value.toFixed(3).replace(/^0\./, '.');
}
