import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../quality/sets.ts';

/** One summary that is wanted, with the ones that people wrote. */
export interface SummaryItem {
  readonly set: string;
  readonly workspace: string;
  readonly file: string;
  readonly question: string;
  /** Of everything, or for a question in particular. */
  readonly kind: 'general' | 'question';
  readonly references: readonly string[];
}

/** Sets with written summaries. */
export const SUMMARY_SETS = ['squality', 'qmsum'] as const;
export type SummarySet = (typeof SUMMARY_SETS)[number];

/** What the question of a general summary is in each set. */
const GENERAL =
  /^(?:what is the plot of the story|summari[sz]e the whole|what (?:were|was) the (?:main|general) discussion)/iu;

/**
 * The summaries of a set: stories with four references each (squality: one general, four for a question), meetings with
 * one each (qmsum: one general in `summaries.jsonl`; those for a question are the answers of `questions.jsonl`).
 * Undefined where the set is not on this machine.
 */
export function summaryItems(set: SummarySet): SummaryItem[] | undefined {
  const folder = join(ROOT, '../shared/bench', set);
  if (!existsSync(join(folder, 'summaries.jsonl'))) return undefined;
  const workspace = join(folder, 'workspace');
  const files = new Set(readdirSync(workspace));
  const read = (name: string, general: boolean): SummaryItem[] =>
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line): { question: string; answers: string[]; scope: string } => JSON.parse(line))
      .filter(({ scope, answers }) => files.has(scope) && answers.some((answer) => answer.trim() !== ''))
      .map(({ question, answers, scope }) => ({
        set,
        workspace,
        file: scope,
        question,
        kind: general || GENERAL.test(question) ? 'general' : 'question',
        references: answers.filter((answer) => answer.trim() !== ''),
      }));
  return [
    ...read('summaries.jsonl', set === 'qmsum'),
    ...(set === 'qmsum' ? read('questions.jsonl', false) : []),
  ];
}
