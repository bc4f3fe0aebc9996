import { coverage, contentTerms, type Rarity } from './coverage.ts';
import { fold, questionTerms } from '../text/words.ts';
import { merged, type Statement } from './statements.ts';

const ENGLISH: readonly RegExp[] = [
  /\b(?:between|of|compare|contrast|compare the|contrast the)\s+(?<a>.+?)\s+(?:and|with|to|versus|vs\.?)\s+(?<b>[^?]+)/iu,
  /^\s*(?:what |how )?(?:do|does|did|is|are|how (?:do|does|did|is|are))\s+(?<a>.+?)\s+(?:differ(?:ent)? from|compared? (?:to|with)|differ(?:ent)? to)\s+(?<b>[^?]+)/iu,
  /^\s*how (?:do|does|did|are|is)\s+(?<a>.+?)\s+and\s+(?<b>.+?)\s+(?:differ|compare)/iu,
  /^\s*(?<a>[^?]+?)\s+(?:vs\.?|versus)\s+(?<b>[^?]+)/iu,
];
const CHINESE: readonly RegExp[] = [
  /^(?:请问|比较|对比)?(?<a>.{1,40}?)(?:和|与|跟|同|與|比起|相对于)(?<b>.{1,40}?)(?:之间|之間|相比|两者|二者|的)?(?:，|,)?(?:在.{1,12}上)?(?:所.{1,10}的.{1,10})?(?:有|的|存在|是)?(?:什么|何|哪些|啥|什麼)?(?:不同|区别|差别|差异|異同|异同|區別|差別|差異)/u,
  /^(?:比较|对比|比較|對比)(?:一下)?(?<a>.{1,40}?)(?:和|与|跟|與)(?<b>.{1,40})/u,
];

/** Of a letter, its end asks. Patterns with several gaps take the cube of a long text's length. */
const LOOKED_AT = 500;

/** The things that a question holds side by side, as it names them: two, or none where it cannot be told. */
export function thingsCompared(question: string): string[] {
  const text = question.trim().replace(/\s+/gu, ' ').slice(-LOOKED_AT);
  for (const pattern of [...ENGLISH, ...CHINESE]) {
    const { a, b } = pattern.exec(text)?.groups ?? {};
    const things = [a, b].map((thing) => (thing ?? '').replace(/[?？。.\s]+$/gu, '').trim());
    if (things.every((thing) => thing !== '')) return things;
  }
  return [];
}

/** A sentence about a thing holds so much of its name. */
const LEAST_NAMED = 0.5;
/** What its words count for, and once more its name as a whole, beside the statement's score, in nats. */
const NAMED = 3;

/**
 * What is said of each thing that is compared: first what is said of both together, else the best sentence of each.
 * The other's own words do not count for a thing (the Tenant and the Landlord of one lease).
 */
export function compared(question: string, found: readonly Statement[], rarity: Rarity): Statement[] {
  const things = thingsCompared(question);
  if (things.length < 2) return [];
  const terms = things.map(questionTerms);
  const chosen: Statement[] = [];
  for (const [i, thing] of things.entries()) {
    const all = terms[i] ?? [];
    const own = all.filter((term) => !terms.some((others, other) => other !== i && others.includes(term)));
    const telling =
      contentTerms(own.join(' ')).length > 0 ? own.filter((term) => contentTerms(term).length > 0) : own;
    let best: { readonly statement: Statement; readonly score: number } | undefined;
    for (const statement of found) {
      const { text } = statement.candidate;
      if (coverage(telling.length > 0 ? telling : all, [text], rarity) < LEAST_NAMED) continue;
      const whole = fold(text).includes(fold(thing)) ? NAMED : 0;
      const score = statement.score + NAMED * coverage(all, [text], rarity) + whole;
      if (best === undefined || score > best.score) best = { statement, score };
    }
    if (best !== undefined && !chosen.includes(best.statement)) chosen.push(best.statement);
  }
  return merged(chosen);
}
