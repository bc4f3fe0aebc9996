import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE } from '../quality/sets.ts';
import type { Passage, Question } from '../quality/score.ts';
import type { BenchSet } from '../quality/sets.ts';

/**
 * XQuAD's articles with odd numbers, which nothing is trained on (google-deepmind/xquad, CC BY-SA 4.0): not part of the
 * project, read from a folder with `xquad.<language>.json`.
 */

interface Article {
  readonly title?: string;
  readonly paragraphs: readonly {
    readonly context: string;
    readonly qas: readonly {
      readonly id: string;
      readonly question: string;
      readonly answers: readonly { readonly text: string; readonly answer_start: number }[];
    }[];
  }[];
}

/** A question with the paragraph that answers it. */
export interface GoldParagraph {
  readonly id: string;
  readonly question: string;
  readonly answers: readonly string[];
  readonly paragraph: string;
}

/** The languages whose file is in the folder, in alphabetical order. */
export function languagesIn(folder: string): string[] {
  return readdirSync(folder)
    .flatMap((file) => /^xquad\.(\w+)\.json$/.exec(file)?.[1] ?? [])
    .sort();
}

function oddArticles(folder: string, language: string): Article[] {
  const { data }: { data: Article[] } = JSON.parse(
    readFileSync(join(folder, `xquad.${language}.json`), 'utf8'),
  );
  return data.filter((_, number) => number % 2 === 1);
}

/** Every question about the odd articles. */
export function oddQuestions(folder: string, language: string): GoldParagraph[] {
  return oddArticles(folder, language).flatMap(({ paragraphs }) =>
    paragraphs.flatMap(({ context, qas }) =>
      qas.map(({ id, question, answers }) => ({
        id: `${language}-${id}`,
        question,
        answers: answers.map(({ text }) => text),
        paragraph: context,
      })),
    ),
  );
}

/** Articles in a file, as the public sets over the even ones have it. */
const ARTICLES = 6;

/**
 * The odd articles as a folder of files, written into the bench's cache, with the questions of `asked` about it. The
 * same question has the same id in all languages.
 */
export function oddSet(folder: string, asked: string, written: string): BenchSet {
  const workspace = join(CACHE, `xquad-${written}-odd`);
  mkdirSync(workspace, { recursive: true });
  const wording = new Map(
    oddArticles(folder, asked).flatMap(({ paragraphs }) =>
      paragraphs.flatMap(({ qas }) => qas.map(({ id, question }) => [id, question] as const)),
    ),
  );
  const questions: Question[] = [];
  const articles = oddArticles(folder, written);
  for (let first = 0; first < articles.length; first += ARTICLES) {
    const file = `articles-${written}-${String(first / ARTICLES + 1).padStart(2, '0')}.md`;
    let text = '';
    for (const { title = '', paragraphs } of articles.slice(first, first + ARTICLES)) {
      text += `${text === '' ? '' : '\n\n'}# ${title.replaceAll('_', ' ')}`;
      for (const { context, qas } of paragraphs) {
        text += '\n\n';
        const at = text.length;
        text += context;
        for (const { id, answers } of qas) {
          const evidence: Passage[] = answers.map((answer) => {
            // Offsets of the source count characters, ours UTF-16 units.
            const before = Array.from(context).slice(0, answer.answer_start).join('').length;
            return { file, start: at + before, end: at + before + answer.text.length };
          });
          questions.push({
            id: `${asked}-${written}-${id}`,
            question: wording.get(id) ?? '',
            answers: answers.map((answer) => answer.text),
            evidence: evidence.slice(0, 1),
          });
        }
      }
    }
    const path = join(workspace, file);
    if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text);
  }
  const name = asked === written ? `xquad-${written}-odd` : `xquad-${asked}-over-${written}-odd`;
  return { name, workspace, questions, available: questions.length };
}
