import type { Range } from '../../core/text/range.ts';
import type { Turn } from '../../core/summarize/candidates.ts';
import type { Lines } from './lines.ts';

/** Fewer lines that look like turns are labels: `Note:`, `Date:`. */
const FEWEST_TURNS = 3;
/** Of a conversation's turns at least this share is by people who speak more than once; fields come once each. */
const RECURRING = 0.5;

const TIME = String.raw`[\[(【（]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?[\])】）]?`;
/** One to five words, the first of which begins with a capital; `Dr. A. B. Smith-Jones (Chair)`. */
const LATIN_NAME = String.raw`\p{Lu}[\p{L}\p{N}.'’_-]{0,24}(?: [\p{Lu}\p{N}(&][\p{L}\p{N}.'’()_-]{0,24}){0,4}`;
const HAN_NAME = String.raw`[\p{Script=Han}·A-Za-z]{1,10}(?:[（(][^（）()]{1,12}[)）])?`;
const NAME = `(${LATIN_NAME}|${HAN_NAME})`;

const NAMED = [
  // [00:12:03] Name: …   Name (00:12): …   **Name:** …   张三：…
  new RegExp(
    String.raw`^(?:${TIME}\s*)?(?:[-–>]\s+)?(?:\*\*|__)?${NAME}(?:\s*${TIME})?(?:\*\*|__)?\s?(?:：|:(?:\s|\*\*|__|$|[^\s/\d]))`,
    'u',
  ),
  // Name  00:12:03, the words below it
  new RegExp(String.raw`^(?:\*\*)?${NAME}(?:\*\*)?\s+${TIME}\s*$`, 'u'),
];
/** [00:12:03] what is said */
const TIMED = /^[\[(【]\d{1,2}:\d{2}(?::\d{2})?[\])】]/;
/** 00:00:01.000 --> 00:00:04.000 */
const CUE = /^(?:\d{2,}:)?\d{2}:\d{2}[.,]\d{3} --> /;

/** What stands before a colon and is nobody's name, however often it comes. */
const LABEL =
  /^(?:notes?|warning|caution|important|tips?|hint|info|todo|fixme|examples?|figure|fig\.?|table|abstract|summary|keywords?|authors?|title|date|time|present|absent|attendees|participants|apologies|minutes|place|location|venue|subject|re|from|to|cc|source|references?|url|https?|version|status|type|name|description|usage|input|output|returns?|parameters?|default|e-?mail|phone|tel|fax|address|license|copyright|step \d+|day \d+|week \d+|definition|theorem|lemma|proof|remark|注意?|说明|备注|提示|警告|例如?|示例|图|表|摘要|关键词|作者|标题|日期|时间|地点|来源|来自|参考|网址|电话|传真|地址|邮箱|姓名|编号|版本|状态|名称|描述|单位|甲方|乙方|丙方|主题|出席|缺席|列席|参会|记录|定义|定理|证明)$/iu;

/** Lines on which another speaker begins; none where the text is no conversation. */
function turnLines(lines: Lines): number[] {
  const named: number[] = [];
  const timed: number[] = [];
  const times = new Map<string, number>();
  const speakers: string[] = [];
  let withTime = 0;
  for (let i = 0; i < lines.count; i++) {
    const line = lines.at(i, 120).trimStart();
    if (CUE.test(line)) {
      // A cue's number or name stands above its time.
      timed.push(!lines.isBlank(i - 1) && lines.isBlank(i - 2) ? i - 1 : i);
      continue;
    }
    const speaker = speakerOf(line);
    if (speaker !== undefined) {
      named.push(i);
      if (TIMED.test(line)) withTime++;
      speakers.push(speaker);
      times.set(speaker, (times.get(speaker) ?? 0) + 1);
    } else if (TIMED.test(line)) timed.push(i);
  }
  const recurring = speakers.filter((speaker) => (times.get(speaker) ?? 0) > 1).length;
  const isConversation = times.size > 1 && recurring >= RECURRING * named.length;
  const turns = [...(isConversation || withTime + timed.length >= FEWEST_TURNS ? named : []), ...timed];
  return turns.length >= FEWEST_TURNS ? turns.sort((a, b) => a - b) : [];
}

/**
 * The turns of a conversation, each up to the next; none where the text is no conversation. A conversation has
 * three turns at least and most of them by people who come again, or it has times: `Note:` in a manual and the
 * fields of a form are no speakers.
 */
export function turns(lines: Lines): Range[] {
  const starts = turnLines(lines).map((line) => lines.start(line));
  return starts.map((start, i) => ({ start, end: starts[i + 1] ?? lines.text.length }));
}

function speakerOf(line: string): string | undefined {
  return labelOf(line)?.name.toLowerCase();
}

/** The name that a line begins with, and how far the name with all that belongs to it (time, marks, colon) goes. */
function labelOf(line: string): { readonly name: string; readonly length: number } | undefined {
  if (line === '') return undefined;
  for (const pattern of NAMED) {
    const found = pattern.exec(line);
    const name = found?.[1];
    if (found !== null && name !== undefined && !LABEL.test(name)) {
      // A pattern may look at the first letter of what is said.
      const length = found[0].replace(/(?<=[:：*_])[^\s:：*_]$/u, '').length;
      return { name: name.replace(/\s*[(（][^()（）]*[)）]\s*/g, ''), length };
    }
  }
  return undefined;
}

/**
 * The turns of a conversation with who speaks, each up to the next turn or the end of its paragraph: what stands below
 * a blank line may be nobody's (decisions, the next item of minutes). Turns with a time and no name are left out.
 */
export function spokenTurns(lines: Lines): Turn[] {
  return turns(lines).flatMap(({ start, end }) => {
    const said = lines.text.slice(start, end);
    const lead = said.length - said.trimStart().length;
    const line = said.slice(lead, lead + 120).split(/[\r\n]/u)[0] ?? '';
    const label = labelOf(line);
    if (label === undefined) return [];
    const words = start + lead + label.length;
    const blank = /\S[^\S\r\n]*(?:\r\n|\r|\n)[^\S\r\n]*[\r\n]/u.exec(lines.text.slice(words, end));
    return [{ start, end: blank === null ? end : words + blank.index + 1, speaker: label.name, words }];
  });
}

/** True for a line that looks like the start of a speaker's turn. */
export function isTurn(line: string): boolean {
  return speakerOf(line) !== undefined || TIMED.test(line) || CUE.test(line);
}
