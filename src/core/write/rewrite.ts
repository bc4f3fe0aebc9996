import type { ModelMessage } from '../ports.ts';
import { isChinese, type PromptTurn } from './prompt.ts';

/** Earlier turns that a model is told to put a question right, the last ones. */
const TURNS = 3;
/** UTF-16 units of an earlier answer that it is told. */
const ANSWER = 400;
/** Tokens that the rewritten question may have. */
export const REWRITTEN_TOKENS = 80;
/** UTF-16 units of a rewritten question: what is longer is none. */
const LONGEST = 400;

/**
 * What a model is asked to make a question that goes on from others stand alone. No passage is sent with it: what is
 * told is what was asked and answered.
 */
export function rewritePrompt(question: string, before: readonly PromptTurn[]): readonly ModelMessage[] {
  const { system, earlier, asked, last } = isChinese(question) ? CHINESE : OTHER;
  const turns = before
    .slice(-TURNS)
    .map((turn) => `${asked}${flat(turn.question)}\n${earlier}${flat(turn.answer).slice(0, ANSWER)}`);
  return [
    { role: 'system', content: system },
    { role: 'user', content: `${turns.join('\n')}\n${last}${flat(question)}` },
  ];
}

/**
 * The question that a model wrote, or undefined where what it wrote is none: nothing, too long, several lines, or the
 * same as was asked. It is only looked for, never shown as an answer, so nothing in it can be followed.
 */
export function rewrittenQuestion(written: string, question: string): string | undefined {
  const [line = ''] = written
    .split(/[\n\r\u2028\u2029]+/u)
    .map(bare)
    .filter((one) => one !== '');
  const text = bare(line.replace(LABEL, ''));
  return text === '' || text.length > LONGEST || text === question.trim() ? undefined : text;
}

/** "Rewritten question:", with the marks that models set around it. */
const LABEL = /^(?:rewritten question|question|改写后的问题|问题)\s*[:：]/iu;

/** A line without quotation marks and Markdown around it. */
function bare(line: string): string {
  return line.replace(/^[\s"“'`*#>-]+|[\s"”'`*]+$/gu, '');
}

function flat(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

const OTHER = {
  system:
    'You rewrite the last question of a conversation so that it can be understood alone: put names in place of ' +
    'pronouns and add what is left out. Keep its meaning and its language. Do not answer it. ' +
    'Write the rewritten question and nothing else.',
  asked: 'Earlier question: ',
  earlier: 'Answer: ',
  last: 'Last question: ',
};
const CHINESE = {
  system:
    '请改写对话中的最后一个问题，使它单独也能看懂：用名称代替代词，补上省略的内容。' +
    '保持原意和原来的语言。不要回答它。只写改写后的问题，不写别的。',
  asked: '此前的问题：',
  earlier: '回答：',
  last: '最后的问题：',
};
