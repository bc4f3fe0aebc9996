import { contentTerms } from '../answer/coverage.ts';
import { fold } from '../text/words.ts';
import { inSimplified } from '../text/traditional.ts';

/** Words that turn a clause into its contrary, where they stand. */
const NEGATION =
  /\b(?:not|never|no|none|nor|neither|nobody|nothing|nowhere|without|cannot)\b|n['’]t\b|不|没|無|无|未|别|勿|莫|非|否/giu;
/** Where the same letters negate nothing; as long as what they stand for, so that offsets stay. */
const NO_NEGATION =
  /\bnot only\b|\bno\.?\s*(?=[0-9])|\bno (?:doubt|later than|more than|less than|fewer than|sooner than|longer than)\b|\bnot (?:more|less|fewer) than\b|\bwhether or not\b|不仅|不但|不过|不少|不同|不断|不久|不料|不得不|不超过|不少于|不低于|不多于|不高于|不晚于|不迟于|不足|不锈|不动产|不管|不论|不良|不满|无论|无线|无疑|无人机|未来|未婚|非常|非洲|并非不|除非|无非|别墅|别人|别的|分别|特别|区别|个别|级别|性别|类别|识别|告别|莫斯|是否|能否|否则|否认|沉没|淹没|没收|出没/giu;
const CLAUSE =
  /[,;:，；：、—–()（）]|\b(?:but|while|whereas|although|though|because|since|which|who|and|or|that|if|when|unless)\b|但|而且|因为|虽然|如果|所以/giu;

/** A clause of a sentence: what it names, and whether it is negated an odd number of times. */
export interface Clause {
  readonly text: string;
  readonly terms: ReadonlySet<string>;
  readonly negated: boolean;
  /** The words that negate it. */
  readonly negations: readonly string[];
}

/** The clauses of a sentence, cut at commas and conjunctions. */
export function clausesOf(text: string): Clause[] {
  const plain = inSimplified(text);
  const counted = plain.replace(NO_NEGATION, (match) => '　'.repeat(match.length));
  const clauses: Clause[] = [];
  let start = 0;
  const add = (end: number): void => {
    const terms = new Set(contentTerms(plain.slice(start, end)));
    const negations = counted.slice(start, end).match(NEGATION) ?? [];
    if (terms.size > 0 || negations.length > 0)
      clauses.push({ text: text.slice(start, end), terms, negated: negations.length % 2 === 1, negations });
    start = end;
  };
  for (const { index } of plain.matchAll(CLAUSE)) if (index > start) add(index);
  add(plain.length);
  return clauses;
}

/** Two clauses that negate differently. */
export interface Turned {
  /** Share of the written clause's terms that the other has, 0 to 1: how surely the two speak of one thing. */
  readonly share: number;
  /** The words that negate, of the one or the other. */
  readonly words: string;
  readonly found: string;
}

/**
 * The clause that is negated where the nearest of the source is not, or the other way about; undefined where there is
 * none. Of a source clause with as much in common that agrees nothing is said.
 */
export function turned(written: readonly Clause[], source: readonly Clause[]): Turned | undefined {
  let most: Turned | undefined;
  for (const clause of written) {
    if (clause.terms.size === 0) continue;
    let best = { shared: 0, agrees: true, other: undefined as Clause | undefined };
    for (const other of source) {
      let shared = 0;
      for (const term of clause.terms) if (other.terms.has(term)) shared++;
      const agrees = other.negated === clause.negated;
      if (shared > best.shared || (shared === best.shared && agrees && !best.agrees))
        best = { shared, agrees, other };
    }
    if (best.agrees || best.other === undefined || best.shared === 0) continue;
    const share = best.shared / clause.terms.size;
    if (share <= (most?.share ?? 0)) continue;
    most = {
      share,
      words: clause.negations.join(' '),
      found: best.other.negations.join(' '),
    };
  }
  return most;
}

/** Words that cannot both be right of one thing; by the beginning of the word in scripts with spaces. */
export const OPPOSITES: readonly (readonly [string, string])[] = (
  'more/less more/fewer higher/lower increas/decreas increas/reduc rais/lower rose/fell rise/fall grow/shrink before/after above/below ' +
  'over/under first/last all/none all/some every/no always/never often/rarely minim/maxim least/most allow/forbid allow/prohibit permit/prohibit ' +
  'permit/forbid accept/reject accept/refus approv/reject bought/sold buy/sell win/los won/lost early/late earlier/later north/south ' +
  'northern/southern east/west eastern/western left/right inside/outside internal/external open/clos start/end begin/end began/ended ' +
  'short/long shorter/longer day/night hot/cold warm/cool fast/slow faster/slower large/small larger/smaller largest/smallest ' +
  'big/little strong/weak stronger/weaker positive/negative success/fail pass/fail include/exclude including/excluding male/female ' +
  'man/woman men/women son/daughter father/mother brother/sister husband/wife summer/winter spring/autumn arriv/depart enter/leav ' +
  'lend/borrow landlord/tenant lessor/lessee buyer/seller employer/employee teacher/student ' +
  '增加/减少 提高/降低 上升/下降 升高/降低 上调/下调 延长/缩短 提前/推迟 以上/以下 之前/之后 以前/以后 超过/低于 高于/低于 多于/少于 至少/至多 ' +
  '最多/最少 最大/最小 最高/最低 允许/禁止 同意/拒绝 接受/拒绝 全部/部分 所有/部分 开始/结束 打开/关闭 东部/西部 南部/北部 东方/西方 ' +
  '内部/外部 较高/较低 较多/较少 更多/更少 更高/更低 更大/更小 早于/晚于 成功/失败 胜利/失败 买入/卖出 男性/女性 父亲/母亲 儿子/女儿 ' +
  '哥哥/弟弟 丈夫/妻子 上午/下午 白天/夜间 左侧/右侧 出租人/承租人 甲方/乙方'
)
  .split(' ')
  .map((pair) => {
    const [one = '', other = ''] = pair.split('/');
    return [one, other] as const;
  });

/** An opposite: what the sentence has, and what the source has in its place. */
export interface Opposite {
  readonly words: string;
  readonly found: string;
}

/** Words of the sentence whose opposite stands in the source, which does not have the word itself. */
export function opposites(written: string, source: string): Opposite[] {
  const mine = fold(inSimplified(written));
  const theirs = fold(inSimplified(source));
  return OPPOSITES.flatMap((pair) =>
    (
      [
        [0, 1],
        [1, 0],
      ] as const
    ).flatMap(([a, b]) => {
      const own = wordOf(mine, pair[a]);
      if (own === undefined || wordOf(theirs, pair[a]) !== undefined || wordOf(mine, pair[b]) !== undefined)
        return [];
      const found = wordOf(theirs, pair[b]);
      return found === undefined ? [] : [{ words: own, found }];
    }),
  );
}

/** The word of a text that begins so; of four letters and more by the beginning, of fewer the word itself. */
function wordOf(text: string, beginning: string): string | undefined {
  if (/^[a-z]/u.test(beginning)) {
    const tail = beginning.length >= 5 ? '[a-z]*' : '';
    return new RegExp(`(?<![a-z])${beginning}${tail}(?![a-z])`, 'u').exec(text)?.[0];
  }
  return text.includes(beginning) ? beginning : undefined;
}
