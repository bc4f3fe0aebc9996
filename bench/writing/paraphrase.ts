import { hanDigits, hanNumeral, numberWords } from './numbers.ts';
import { inTraditional } from './traditional.ts';

/**
 * Says a sentence in other words by rules that keep what it says: synonyms, voice, order of clauses, forms of numbers
 * and dates, traditional characters. Each rule is sure of what it touches; where none of them fits there is no
 * paraphrase.
 */
export interface Paraphrase {
  readonly text: string;
  /** The rules that changed something. */
  readonly rules: readonly string[];
}

type Rule = readonly [name: string, apply: (text: string) => string];

const ENGLISH: readonly (readonly [RegExp, string])[] = (
  'approximately/about,began/started,begins/starts,start (?=[a-z])/begin ,large/big,' +
  'many/a lot of,several/a number of,because/since,such as/for example,in order to/to,while/whereas,although/though,purchased/bought,' +
  'bought/acquired,obtain/get,obtained/got,receive/get,received/got,require/need,requires/needs,required to/obliged to,' +
  'help/assist,helps/assists,helped/assisted,usually/normally,often/frequently,primarily/mainly,mainly/chiefly,nearly/almost,' +
  'almost/nearly,often referred to as/often called,known as/called,located in/situated in,people/persons,children/kids,' +
  'build/construct,built/constructed,constructed/built,buildings/structures,end of/close of,ended/finished,finished/completed,' +
  'show/indicate,shows/indicates,showed/indicated,suggests/indicates,study/investigation,' +
  'important/significant,significant/considerable,main/principal,different/differing,first/initial,created/made,made up of/composed of,' +
  'become/turn into,became/turned into,provide/offer,provides/offers,provided/offered,contain/hold,contains/holds,' +
  'included/comprised,gives/grants,gave/granted,information/data,personal information/personal data,collect/gather,collects/gathers,' +
  'collected/gathered,third parties/outside parties,companies/firms,company/firm,website/site,websites/sites,choose/decide,' +
  'allow/permit,allows/permits,allowed/permitted,increase/rise,rapidly/quickly,quickly/fast,entire/whole,whole/entire,total/overall,' +
  'infected with/carrying,cause/bring about,causes/brings about,caused/brought about,caused by/brought about by,located/situated,' +
  'throughout/all over,within/inside,during/in the course of,prior to/before,subsequently/later,later/afterwards,additionally/in addition,' +
  'therefore/so,thus/so,currently/now,former/previous,previous/earlier,year-old/years old,annual/yearly,yearly/annual,' +
  'automobile/car,cars/automobiles,physicians/doctors,doctors/physicians,film/movie,films/movies,movie/film,television/TV,' +
  'attempt to/try to,attempted to/tried to,tried to/attempted to,sufficient/enough,enough/sufficient,only/just,error/mistake'
)
  .split(',')
  .map((pair) => {
    const [from = '', to = ''] = pair.split('/');
    return [new RegExp(`(?<![\\p{L}-])${from}(?![\\p{L}-])`, 'u'), to] as const;
  });
const CHINESE: readonly (readonly [RegExp, string])[] = (
  '但是/不过,因此/所以,由于/因为,因为/由于,目前/现在,现在/目前,开始/起初开始,位于/坐落在,称为/叫做,被称为/被叫做,大约/约,约/大约,非常/十分,十分/非常,' +
  '主要/主要地,使用/采用,利用/运用,获得/取得,取得/获得,认为/觉得,建立/创立,成立/设立,创办/创立,购买/买下,出售/卖出,许多/很多,很多/许多,' +
  '并且/而且,而且/并且,必须/须,需要/须要,需/需要,以及/和,如果/假如,若/如果,可以/能够,能够/可以,不能/不可以,当时/那时,后来/之后,之后/以后,' +
  '曾经/曾,经常/常常,常常/经常,通常/一般,立刻/马上,立即/马上,大部分/大多数,大多数/大部分,全部/所有,所有/全部,帮助/协助,协助/帮助,' +
  '父亲/爸爸,母亲/妈妈,妻子/太太,医生/大夫,飞机/航机,计算机/电脑,汽车/轿车,逝世/去世,去世/逝世,出生/诞生,毕业于/从…毕业,' +
  '增加/增长,减少/下降,同时/与此同时,首次/第一次,第一次/首次,最终/最后,最后/最终,即将/将要,拥有/有着,担任/出任,出任/担任,每年/年年'
)
  .split(',')
  .filter((pair) => !pair.includes('…'))
  .map((pair) => {
    const [from = '', to = ''] = pair.split('/');
    return [new RegExp(`(?<!${to.replace(from, '')})${from}`, 'u'), to] as const;
  });

const MONTHS = 'January|February|March|April|May|June|July|August|September|October|November|December';
const lower = (text: string): string =>
  /^(?:\p{Lu}\p{Ll}|A\b)/u.test(text) && COMMON.test(text) ? text[0]?.toLowerCase() + text.slice(1) : text;
const upper = (text: string): string => (text[0] ?? '').toUpperCase() + text.slice(1);
/** Words that have a capital only at the head of a sentence. */
const COMMON =
  /^(?:The|A|An|It|They|He|She|We|You|This|That|These|Those|There|His|Her|Its|Their|Our|Your|In|On|At|When|If|After|Before|Although|Because|While|During|Many|Some|Most|All|Each|Both|Several)\b/u;

const RULES: readonly Rule[] = [
  ['synonyms', (text) => synonyms(text, ENGLISH, 3)],
  ['synonyms', (text) => synonyms(text, CHINESE, 3)],
  [
    'order of clauses',
    (text) =>
      text.replace(
        /^((?:In|On|At|During|After|Before|Since|By|When|If|Although|Because|While|Until)\b[^,;:.()]{3,60}),\s+((?!(?:and|but|or|which|who|where)\b)[^;:()]{12,}?)([.!])?$/u,
        (_, first: string, rest: string, stop = '') =>
          /^[^,]*$/u.test(rest) || !/^(?:When|If|Although|Because|While)/u.test(first)
            ? `${upper(rest)} ${lower(first)}${stop}`
            : _,
      ),
  ],
  [
    'voice',
    (text) =>
      text.replace(
        /^(\p{Lu}[\p{L}'’.-]*(?: (?:of|the|de|von|\p{Lu}[\p{L}'’.-]*))*) (was|were) (\p{Ll}+ed|built|won|written|led|sold|bought|made) by (\p{Lu}[\p{L}'’.-]*(?: (?:of|the|de|von|\p{Lu}[\p{L}'’.-]*))*)(?=[.,;]| (?:in|on|at|from|during)\b)/u,
        (_, object: string, _be: string, verb: string, subject: string) =>
          `${upper(lower(subject))} ${pastOf(verb)} ${lower(object)}`,
      ),
  ],
  [
    'voice',
    (text) =>
      text.replace(
        /^((?:The )?\p{Lu}[\p{L}'’.-]*(?: (?:of|the|de|von|\p{Lu}[\p{L}'’.-]*))*) (\p{Ll}{3,}ed|won|wrote|led|sold|bought) (the \p{L}+(?: \p{L}+)?|\p{Lu}[\p{L}'’.-]*(?: \p{Lu}[\p{L}'’.-]*)*)(?=[.,;]| (?:in|on|at|from|during)\b)/u,
        (_, subject: string, verb: string, object: string) =>
          `${upper(object)} was ${participleOf(verb)} by ${lower(subject)}`,
      ),
  ],
  [
    'numbers',
    (text) =>
      text.replace(
        /(?<![\p{L}\p{N}.,£$€¥-])([2-9]|1[0-9]|[2-9]0|[1-9]0{2,3}|[1-9],000)(?= \p{Ll})/u,
        (digits) => numberWords(Number(digits.replace(',', ''))),
      ),
  ],
  ['numbers', (text) => text.replace(/(?<=[0-9]) ?%/gu, ' percent')],
  ['numbers', (text) => text.replace(/(?<=[0-9]) percent(?:age)?\b(?! point)/u, '%')],
  ['numbers', (text) => text.replace(/(?<![\p{N}.,])([1-9][0-9]{0,2}),([0-9]{3})(?![0-9,])/gu, '$1$2')],
  ['dates', (text) => text.replace(new RegExp(`\\b(${MONTHS}) ([0-9]{1,2}), ([0-9]{4})`, 'u'), '$2 $1 $3')],
  ['dates', (text) => text.replace(new RegExp(`\\b([0-9]{1,2}) (${MONTHS}) ([0-9]{4})`, 'u'), '$2 $1, $3')],
  ['dates', (text) => text.replace(/([12][0-9]{3})年/u, (_, year: string) => `${hanDigits(year)}年`)],
  [
    'dates',
    (text) =>
      text.replace(
        /(?<![0-9])([1-9]|1[0-2])月([1-9]|[12][0-9]|3[01])日/u,
        (_, m: string, d: string) => `${hanNumeral(Number(m))}月${hanNumeral(Number(d))}日`,
      ),
  ],
  [
    'numbers',
    (text) =>
      text.replace(
        /(?<![0-9.,年月第])([1-9][0-9]{0,3})(?=[个名位人次天条座家公里公斤米吨])/u,
        (_, digits: string) => hanNumeral(Number(digits)),
      ),
  ],
];

/** Rewrites by every rule that fits; null where none does. Chinese is set in traditional characters where `traditional`. */
export function paraphrase(sentence: string, traditional: boolean): Paraphrase | null {
  const rules: string[] = [];
  let text = sentence;
  for (const [name, apply] of RULES) {
    const next = apply(text);
    if (next === text) continue;
    text = next;
    rules.push(name);
  }
  if (traditional) {
    const next = inTraditional(text);
    if (next !== text) {
      text = next;
      rules.push('traditional characters');
    }
  }
  return rules.length === 0 ? null : { text, rules };
}

function synonyms(text: string, pairs: readonly (readonly [RegExp, string])[], most: number): string {
  let rest = text;
  let count = 0;
  const written = new Set<string>();
  for (const [from, to] of pairs) {
    if (count === most) break;
    const match = from.exec(rest);
    // What was just written is not rewritten back.
    if (match === null || written.has(match[0])) continue;
    rest = rest.slice(0, match.index) + to + rest.slice(match.index + match[0].length);
    written.add(to);
    count++;
  }
  return rest;
}

const IRREGULAR: Readonly<Record<string, string>> = { written: 'wrote', made: 'made', wrote: 'written' };

function pastOf(participle: string): string {
  return IRREGULAR[participle] ?? participle;
}

function participleOf(past: string): string {
  return IRREGULAR[past] ?? past;
}
