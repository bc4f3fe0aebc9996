import { parseArgs } from 'node:util';
import { redact } from '../../src/core/redact/redact.ts';
import type { PartOutcome } from './part.ts';
import { LISTED, redactionStrings, type RedactionString } from './redactionStrings.ts';

/** How much of what is private is taken out, and how much of what is taken out is private. */
export interface RedactionFigures {
  readonly strings: number;
  readonly recall: number;
  readonly precision: number;
  readonly byForm: Readonly<Record<string, { readonly strings: number; readonly recall: number }>>;
  /** How many strings come back whole. */
  readonly restored: number;
}

/** Looked at while the rules were made: 1 to 9. This one was not, and is what figures are told of. */
const JUDGED = 20261122;

/** `npm run bench:writing -- --parts redaction`: 500 generated strings, a table by form. */
export function run(): Promise<PartOutcome> {
  return Promise.resolve({ figures: redaction(JUDGED) });
}

function redaction(seed: number): RedactionFigures {
  const strings = redactionStrings(500, seed);
  const results = strings.map(judge);
  const forms = new Map<string, boolean[]>();
  for (const [i, { recalled }] of results.entries()) {
    const { form, kind } = strings[i]!.secret;
    const name = form.startsWith(kind) ? form : `${kind}: ${form}`;
    forms.set(name, [...(forms.get(name) ?? []), recalled]);
  }
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  const share = (values: readonly boolean[]): number => values.filter(Boolean).length / values.length;
  const taken = sum(results.map(({ right, wrong }) => right + wrong));
  const figures = {
    strings: strings.length,
    recall: share(results.map(({ recalled }) => recalled)),
    precision: sum(results.map(({ right }) => right)) / taken,
    byForm: Object.fromEntries(
      [...forms].sort().map(([form, found]) => [form, { strings: found.length, recall: share(found) }]),
    ),
    restored: results.filter(({ restored }) => restored).length,
  };
  console.log(`redaction, ${figures.strings} strings (seed ${seed})`);
  console.log(
    `  recall ${figures.recall.toFixed(3)}, precision ${figures.precision.toFixed(3)} of ${taken} taken out, ${figures.restored} restored`,
  );
  for (const [form, { strings: n, recall }] of Object.entries(figures.byForm))
    console.log(`  ${form.padEnd(28)} ${String(n).padStart(4)}  ${recall.toFixed(3)}`);
  return figures;
}

/** What comes before and behind a value may go with it, up to as many characters: quotes, a sign, a country's code. */
const SLACK = 2;

interface Judged {
  /** The whole value is gone. */
  readonly recalled: boolean;
  /** What was taken out and is private, and what is not. */
  readonly right: number;
  readonly wrong: number;
  readonly restored: boolean;
  readonly redacted: string;
}

function judge({ text, secret }: RedactionString): Judged {
  const { text: redacted, restore, redacted: labels } = redact(text, { names: LISTED });
  let right = 0;
  let wrong = 0;
  let covered = 0;
  let at = 0;
  let from = 0;
  const wanted = new RegExp(
    labels.map(({ label }) => label.replace(/[[\]]/g, '\\$&')).join('|') || '$^',
    'g',
  );
  for (const { index, 0: label } of redacted.matchAll(wanted)) {
    const start = at + index - from;
    const end = start + restore(label).length;
    at = end;
    from = index + label.length;
    const inside = Math.min(end, secret.end) - Math.max(start, secret.start);
    if (inside > 0) covered += inside;
    if (inside > 0 && end - start - inside <= SLACK) right++;
    else wrong++;
  }
  return {
    recalled: covered === secret.end - secret.start,
    right,
    wrong,
    restored: restore(redacted) === text,
    redacted,
  };
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { seed: { type: 'string' }, show: { type: 'boolean' } } });
  const seed = values.seed === undefined ? JUDGED : Number(values.seed);
  redaction(seed);
  if (values.show === true)
    for (const one of redactionStrings(500, seed)) {
      const { recalled, wrong, restored, redacted } = judge(one);
      if (!recalled || wrong > 0 || !restored)
        console.log(
          `${recalled ? '' : 'MISSED '}${wrong > 0 ? 'WRONG ' : ''}${one.secret.form}: ${JSON.stringify(one.text)} → ${JSON.stringify(redacted)}`,
        );
    }
}
