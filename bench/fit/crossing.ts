/**
 * A folder in two languages: half of XQuAD's files in English, the other half in Chinese, each question asked in both
 * languages. Shows whether a question finds what is written in the other one beside what is written in its own.
 *
 *   node bench/fit/crossing.ts
 */
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { byLeaf, FEATURES, features } from '../../src/core/recall/features.ts';
import { openEncoder } from '../../src/engine/models/openEncoder.ts';
import { CACHE, filesOf, publicSetsPresent, readSets } from '../quality/sets.ts';
import { VectorCache } from '../quality/vectors.ts';
import { collect } from './collect.ts';
import { PRESENT, logit, rankWith } from './crossfit.ts';
import { rankingSet } from './dataset.ts';
import type { BenchSet } from '../quality/sets.ts';

const LANGUAGES = ['en', 'zh'] as const;
type Language = (typeof LANGUAGES)[number];

/** The files of a language that lie in the folder: every other one, so that no article is there twice. */
function half(set: BenchSet, language: Language): string[] {
  return filesOf(set.workspace).filter((_, i) => i % 2 === LANGUAGES.indexOf(language));
}

/** Questions in `asked` whose evidence lies in a file in `written`; both versions of a question end in one id. */
function crossed(
  sets: ReadonlyMap<Language, BenchSet>,
  asked: Language,
  written: Language,
  workspace: string,
): BenchSet {
  const source = sets.get(written)!;
  const files = new Set(half(source, written));
  const wording = new Map(
    sets.get(asked)!.questions.map(({ id, question }) => [id.split('-').at(-1), question]),
  );
  const questions = source.questions.flatMap((one) => {
    const question = wording.get(one.id.split('-').at(-1));
    return question === undefined || !one.evidence.every(({ file }) => files.has(file))
      ? []
      : [{ ...one, question }];
  });
  return { name: `bilingual-${asked}-over-${written}`, workspace, questions, available: questions.length };
}

if (publicSetsPresent()) {
  const sets = new Map(
    LANGUAGES.flatMap((language) =>
      readSets({ only: [`xquad-${language}`] })
        .filter(({ name }) => name === `xquad-${language}`)
        .map((set) => [language, set] as const),
    ),
  );
  const workspace = join(CACHE, 'bilingual');
  rmSync(workspace, { recursive: true, force: true });
  mkdirSync(workspace, { recursive: true });
  for (const [language, set] of sets)
    for (const file of half(set, language)) copyFileSync(join(set.workspace, file), join(workspace, file));
  const encoder = new VectorCache(await openEncoder(), CACHE);
  for (const asked of LANGUAGES) {
    for (const written of LANGUAGES) {
      const collected = await collect(crossed(sets, asked, written, workspace), encoder);
      const maker = {
        names: FEATURES,
        make: (...input: Parameters<typeof features>) => byLeaf(features(...input)),
      };
      const set = rankingSet(collected, maker, (row) => logit(PRESENT, row, 0));
      const ranked = rankWith(set, PRESENT);
      const mean = (figure: 'recall' | 'hit'): string =>
        (ranked.reduce((sum, one) => sum + one[figure], 0) / ranked.length).toFixed(3);
      console.log(
        `${asked} over ${written}: ${ranked.length} questions, recall@1024 ${mean('recall')}, hit@1 ${mean('hit')}`,
      );
    }
  }
  await encoder.close();
} else
  console.log('The public bench sets are not on this machine (../shared/bench); there is nothing to ask.');
