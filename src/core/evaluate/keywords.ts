import type { Range } from '../text/range.ts';
import { fold } from '../text/words.ts';

/** A word of a text that says something, and where it stands. */
export interface Keyword extends Range {
  readonly text: string;
}

// What is in every text and tells none apart: English, German and Chinese function words.
const STOP = new Set(
  (
    'a about above after again against all also although always am among an and another any anything are around as at ' +
    'back be became because been before being below between both but by came can cannot could did do does doing done ' +
    'down during each either else enough even ever every few first for from further get gets given go goes had has have ' +
    'having he her here hers him his how however i if in instead into is it its itself just kept last later least less ' +
    'let like made make makes many may me might more most much must my near neither never next no nor not nothing now of ' +
    'off often on once one only onto or other others our out over own per put rather same see seem shall she should ' +
    'since so some something soon still such take taken than that the their them then there these they thing things ' +
    'this those though through thus to together too toward two under until up upon us use used uses using very want was ' +
    'way we well went were what when where whether which while who whole whom whose why will with within without would ' +
    'yes yet you your ' +
    'aber als am an auch auf aus bei bis das dass dem den der des die dies diese doch durch ein eine einem einen einer ' +
    'eines er es für hat hatte ich ihr im in ist kann mit nach nicht noch nur oder sein sich sie sind so über um und uns ' +
    'unter vom von vor war wenn werden wie wird wir zu zum zur ' +
    '的 了 是 在 和 与 及 或 也 都 就 而 但 并 被 把 对 从 向 于 以 为 之 其 此 这 那 这个 那个 这些 那些 他 她 它 他们 她们 它们 ' +
    '我 我们 你 你们 自己 一个 一种 没有 不是 就是 还是 可以 可能 应该 已经 因为 所以 如果 但是 不过 然后 以及 并且 由于 其中 ' +
    '进行 通过 时候 之后 之前 以后 以前 什么 怎么 这样 那样 有的 也是 不能 不会 其他 如何 起来 出来 下来 本 该 各 每 等 会 要 能'
  ).split(' '),
);

const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });
const WIDE = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/**
 * The words of a text that say something: no function words, no single Chinese character, no letter alone. Words of
 * scripts without spaces are told by the platform's dictionary (Intl.Segmenter).
 */
export function keywords(text: string): Keyword[] {
  const found: Keyword[] = [];
  for (const { segment, index, isWordLike } of segmenter.segment(text)) {
    if (isWordLike !== true || segment.length < 2 || STOP.has(fold(segment))) continue;
    if (!WIDE.test(segment) && segment.length < 3 && !/\p{N}|\p{Lu}{2}/u.test(segment)) continue;
    found.push({ text: segment, start: index, end: index + segment.length });
  }
  return found;
}

/** Whether the text holds the key, however either is written: case, width and white space do not tell. */
export function holdsKey(text: string, key: string): boolean {
  const plain = (words: string) => fold(words).replace(/\s+/gu, '');
  const sought = plain(key);
  return sought !== '' && plain(text).includes(sought);
}

/**
 * The keywords of a sentence outside of `left` (offsets of the sentence) that give nothing of `key` away, at most
 * `most` of them, in a drawn order; each once. No bare numbers: who asks rarely knows them.
 */
export function queryWords(
  sentence: string,
  { left, key, most, random }: { left: Range; key: string; most: number; random: () => number },
): string[] {
  const hidden = new Set(keywords(key).map(({ text }) => fold(text)));
  const words = new Map<string, string>();
  for (const { text, start, end } of keywords(sentence)) {
    if (start < left.end && left.start < end) continue;
    if (/^[\p{N}.,]+$/u.test(text) || hidden.has(fold(text)) || holdsKey(key, text)) continue;
    words.set(fold(text), text);
  }
  return [...words.values()]
    .map((word) => ({ word, key: random() }))
    .sort((a, b) => a.key - b.key)
    .slice(0, most)
    .map(({ word }) => word);
}
