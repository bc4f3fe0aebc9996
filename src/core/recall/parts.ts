import { largest } from './best.ts';
import { inBlocks } from './blocks.ts';
import { exponential } from './exponential.ts';
import { substance } from './turns.ts';

/** More parts than these are only heard as part of the whole. */
const MOST_PARTS = 6;
/** From this substance on, a text is a letter rather than a question, and the one question in it is a part. */
const LETTER = 80;
/** A part of less substance (see `substance`) is no question by itself. */
const LEAST_SUBSTANCE = 2;

/** Ends of questions; a number or a name may hold a dot, so full stops are none. */
const ENDS =
  /(?<=[?？][”"’')）」』]{0,3})(?=\s|[^\p{P}\s])|[;；]+|(?<=[.:。：!！?？])\s*\n+|\n\s*\n|\n(?=\s*(?:[-*•]|\d+[.)、]))/u;
const WH = 'who|whom|whose|what|when|where|which|why|how';
const AUXILIARY = 'is|are|was|were|do|does|did|can|could|may|might|must|shall|should|will|would|has|have|had';
/** "…, and how long …", "… and who …": where a second question begins. */
const AND = new RegExp(
  `,?\\s+(?:and|or|but)\\s+(?=(?:${WH})\\b)|,\\s*(?:and|or|but)\\s+(?=(?:${AUXILIARY})\\s)`,
  'iu',
);
const ASKS = new RegExp(`(?:^|[^\\p{L}])(?:${WH})\\b|^\\s*(?:${AUXILIARY})\\b|[?？]`, 'iu');
const ASKS_UNSPACED =
  /什么|多少|多久|多大|多长|多高|几|哪|谁|怎|为何|何时|是否|能否|吗|呢|能不能|是不是|有没有/u;
/** Whether a text asks in English or Chinese: a question mark, a word that asks, or a verb at its head. */
export function asks(text: string): boolean {
  return ASKS.test(text) || ASKS_UNSPACED.test(text);
}

/** A clause that is a whole question ends in, or near, the word that asks: in its last {@link TAIL} units. */
const ASKED_UNSPACED = new RegExp(`(?:${ASKS_UNSPACED.source}).{0,6}$`, 'u');
const TAIL = 20;

/**
 * The questions in a text that asks several, in their order; empty for one that asks one thing. Cut with caution:
 * at question marks, semicolons and ends of lines, before "and who …", and between Chinese clauses that each ask.
 * What asks nothing (a greeting, an explanation) belongs to no part.
 */
export function questionParts(text: string): string[] {
  const parts = text
    .split(ENDS)
    .flatMap(clauses)
    .map((part) => part.trim())
    .filter((part) => substance(part) >= LEAST_SUBSTANCE && (ASKS.test(part) || ASKS_UNSPACED.test(part)));
  const distinct = [...new Set(parts)];
  const least = substance(text) >= LETTER ? 1 : 2;
  return distinct.length < least ? [] : distinct.slice(0, MOST_PARTS);
}

/** A sentence cut where a second question begins in it. */
function clauses(sentence: string): string[] {
  const cut: string[] = [];
  let start = 0;
  for (let comma = sentence.indexOf('，'); comma >= 0; comma = sentence.indexOf('，', comma + 1)) {
    const tail = sentence.slice(Math.max(start, comma - TAIL), comma);
    if (ASKED_UNSPACED.test(tail) && ASKS_UNSPACED.test(sentence.slice(comma + 1))) {
      cut.push(sentence.slice(start, comma + 1));
      start = comma + 1;
    }
  }
  if (start < sentence.length) cut.push(sentence.slice(start));
  return cut.flatMap((clause) => {
    const [first = '', ...others] = clause.split(AND);
    if (others.length === 0 || !ASKS.test(first)) return [clause];
    return [first, ...others];
  });
}

/** What the whole question counts for beside all its parts together. */
const WHOLE = 0.2;

/**
 * One logit a leaf for a question of several parts: the attention of each part, and of the whole, mixed. A leaf that
 * answers one part stands as high as that part's own attention puts it, however little it has of the others.
 *
 * @param whole logits of the text as a whole; the result is on its scale (the same sum of exponentials)
 * @param parts logits of each part
 */
export function mixParts(whole: Float32Array, parts: readonly Float32Array[]): Float32Array {
  if (parts.length === 0) return whole;
  return mix(whole, [
    { logits: whole, share: WHOLE },
    ...parts.map((logits) => ({ logits, share: (1 - WHOLE) / parts.length })),
  ]);
}

/** What a question as a model put it counts for beside the question itself. */
const REWRITTEN = 0.5;

/**
 * One logit a leaf for a question and what a model made of it: the attention of both, mixed. A leaf that the question
 * itself finds keeps half of its attention at least, however bad the other is.
 *
 * @param rewritten logits of what the model made; as it went in where there is nothing
 */
export function withRewritten(question: Float32Array, rewritten: Float32Array | undefined): Float32Array {
  if (rewritten === undefined) return question;
  return mix(question, [
    { logits: question, share: 1 - REWRITTEN },
    { logits: rewritten, share: REWRITTEN },
  ]);
}

/** The attention of several logits, mixed by their shares, as logits on the scale of the whole. */
function mix(
  whole: Float32Array,
  mixed: readonly { readonly logits: Float32Array; readonly share: number }[],
): Float32Array {
  const sums = new Float64Array(whole.length);
  for (const { logits, share } of mixed) {
    inBlocks(sums.length, { sums, logits, share, log: logSumExp(logits) }, addShare);
  }
  const logits = new Float32Array(sums.length);
  inBlocks(sums.length, { sums, logits, scale: logSumExp(whole) }, takeLogs);
  return logits;
}

interface Sums {
  readonly sums: Float64Array;
  readonly logits: Float32Array;
}

function addShare(
  { sums, logits, share, log }: Sums & { readonly share: number; readonly log: number },
  from: number,
  to: number,
): void {
  for (let leaf = from; leaf < to; leaf++)
    sums[leaf] = (sums[leaf] ?? 0) + share * exponential((logits[leaf] ?? 0) - log);
}

function takeLogs(
  { sums, logits, scale }: Sums & { readonly scale: number },
  from: number,
  to: number,
): void {
  for (let leaf = from; leaf < to; leaf++) logits[leaf] = Math.log(Math.max(sums[leaf] ?? 0, 1e-300)) + scale;
}

function logSumExp(logits: Float32Array): number {
  const most = largest(logits);
  if (most === -Infinity) return 0;
  return most + Math.log(inBlocks(logits.length, { logits, most, sum: 0 }, addExponentials).sum);
}

function addExponentials(
  state: { readonly logits: Float32Array; readonly most: number; sum: number },
  from: number,
  to: number,
): void {
  const { logits, most } = state;
  let sum = 0;
  for (let leaf = from; leaf < to; leaf++) sum += exponential((logits[leaf] ?? 0) - most);
  state.sum += sum;
}
