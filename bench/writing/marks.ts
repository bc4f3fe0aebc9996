import type { Verdict } from '../../src/core/ground/support.ts';

/** A sentence with what it should be called, and what it is called. */
export interface Marked {
  readonly supported: boolean;
  readonly mark: string;
}

/** How right a mark is where it is given, and how often it is given where it is right; null of nothing. */
export interface MarkFigures {
  readonly sentences: number;
  readonly supported: {
    readonly of: number;
    readonly precision: number | null;
    readonly recall: number | null;
  };
  readonly unsupported: {
    readonly of: number;
    readonly precision: number | null;
    readonly recall: number | null;
  };
  readonly unsure: number;
}

export function figuresOf(marked: readonly Marked[]): MarkFigures {
  const of = (mark: Verdict, is: boolean): MarkFigures['supported'] => {
    const given = marked.filter((one) => one.mark === mark);
    const right = given.filter(({ supported }) => supported === is).length;
    const all = marked.filter(({ supported }) => supported === is).length;
    const ratio = (a: number, b: number): number | null => (b === 0 ? null : Number((a / b).toFixed(4)));
    return { of: all, precision: ratio(right, given.length), recall: ratio(right, all) };
  };
  return {
    sentences: marked.length,
    supported: of('supported', true),
    unsupported: of('unsupported', false),
    unsure: marked.filter(({ mark }) => mark === 'unsure' || mark === 'no-claim').length,
  };
}

/** A row of a table: what, how many, precision and recall of both marks, and how many have neither. */
export function figuresLine(name: string, marked: readonly Marked[]): string {
  const { sentences, supported, unsupported, unsure } = figuresOf(marked);
  const figure = (value: number | null): string =>
    value === null ? '  – ' : value.toFixed(2).replace(/^0/u, ' ');
  return (
    `${name.padEnd(18)} ${String(sentences).padStart(4)}   supported (${String(supported.of).padStart(3)}) precision ${figure(supported.precision)}, recall ${figure(supported.recall)}` +
    `   unsupported (${String(unsupported.of).padStart(3)}) precision ${figure(unsupported.precision)}, recall ${figure(unsupported.recall)}   unsure ${unsure}`
  );
}
