import type { Lines } from './lines.ts';

/** Fewer lines that look like turns are labels: `Note:`, `Date:`. */
const FEWEST_TURNS = 3;

const TIME = String.raw`[\[(【（]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?[\])】）]?`;
/** One to five words, the first of which begins with a capital; `Dr. A. B. Smith-Jones (Chair)`. */
const LATIN_NAME = String.raw`\p{Lu}[\p{L}\p{N}.'’_-]{0,24}(?: [\p{Lu}\p{N}(&][\p{L}\p{N}.'’()_-]{0,24}){0,4}`;
const HAN_NAME = String.raw`[\p{Script=Han}·A-Za-z]{1,10}(?:[（(][^（）()]{1,12}[)）])?`;
const NAME = `(?:${LATIN_NAME}|${HAN_NAME})`;

const TURNS = [
  // [00:12:03] Name: …   Name (00:12): …   **Name:** …   张三：…
  new RegExp(
    String.raw`^(?:${TIME}\s*)?(?:[-–>]\s+)?(?:\*\*|__)?${NAME}(?:\s*${TIME})?(?:\*\*|__)?\s?(?:：|:(?:\s|\*\*|__|$|[^\s/\d]))`,
    'u',
  ),
  // Name  00:12:03, the words below it
  new RegExp(String.raw`^(?:\*\*)?${NAME}(?:\*\*)?\s+${TIME}\s*$`, 'u'),
  // [00:12:03] what is said
  new RegExp(String.raw`^[\[(【]\d{1,2}:\d{2}(?::\d{2})?[\])】]`, 'u'),
  // 00:00:01.000 --> 00:00:04.000
  /^\d{2}:\d{2}[:.,\d]* --> /,
];

/** Offsets of the lines on which another speaker begins; none where the text is no conversation. */
export function turnStarts(lines: Lines): number[] {
  const starts: number[] = [];
  for (let i = 0; i < lines.count; i++) if (isTurn(lines.at(i, 120).trimStart())) starts.push(lines.start(i));
  return starts.length >= FEWEST_TURNS ? starts : [];
}

/** True for a line that looks like the start of a speaker's turn. */
export function isTurn(line: string): boolean {
  return line !== '' && TURNS.some((turn) => turn.test(line));
}
