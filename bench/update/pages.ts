import { seeded } from '../quality/random.ts';

const ENGLISH = {
  who: 'The harbour master|A retired surveyor|The night clerk|Our second engineer|The tenant of number nine|An auditor from the coast|The choir|A young glazier|The museum|The ferry company',
  did: 'repaired|recorded|misplaced|inherited|painted|measured|sold|described|borrowed|inspected|refused|catalogued',
  what: 'the copper lantern|a ledger of tides|the orchard wall|three violins|the turbine housing|an unsigned letter|the granite steps|the pump valve|a carpet from the north|the archive keys|the signal mast|a saddle',
  when: 'before the first frost|in the spring of the long strike|after the bridge was closed|on the last market day|while the furnace cooled|during the census|a week after the audit|at low water',
  why: 'because the roof had begun to leak|although nobody had asked for it|so that the insurers would be content|since the contract named no other party|for a sum that was never disclosed|as the minutes of the meeting show',
};
const CHINESE = {
  who: '港务局长|一位退休的测量员|值夜的职员|二号工程师|九号房的租客|沿海来的审计员|合唱团|年轻的玻璃工|博物馆|轮渡公司',
  when: '在第一场霜降之前|大桥关闭以后|最后一个集市日|炉子冷却期间|人口普查那年|审计后的一周|退潮的时候|漫长的罢工之春',
  did: '修理了|登记了|遗失了|继承了|粉刷了|测量了|卖掉了|描述过|借走了|检查了|拒绝了|编目了',
  what: '那盏铜灯|潮汐账簿|果园的围墙|三把小提琴|汽轮机外壳|一封未署名的信|花岗岩台阶|泵的阀门|北方的地毯|档案室的钥匙|信号桅杆|一副马鞍',
  why: '因为屋顶开始漏水|虽然没有人要求|好让保险公司满意|由于合同没有写明其他当事人|价格从未公开|正如会议记录所示',
};

/** Sentences about a harbour town, no two of them alike, in paragraphs of three to seven; the same for the same seed. */
export function pages(language: 'en' | 'zh', sentences: number, seed: number): string {
  const next = seeded(seed);
  const lists = Object.fromEntries(
    Object.entries(language === 'en' ? ENGLISH : CHINESE).map(([name, list]) => [name, list.split('|')]),
  );
  const pick = (name: string): string => {
    const list = lists[name] ?? [];
    return list[Math.floor(next() * list.length)] ?? '';
  };
  let text = '';
  let left = 3 + Math.floor(next() * 5);
  for (let i = 1; i <= sentences; i++) {
    const [who, did, what, when, why] = ['who', 'did', 'what', 'when', 'why'].map(pick);
    const other = pick('what');
    text +=
      language === 'en'
        ? `${who} ${did} ${what} ${when}, ${why}, and entry ${i} of the register names ${other} as well.`
        : `${when}，${who}${did}${what}，${why}，登记簿第${i}条也提到${other}。`;
    left--;
    text += left === 0 ? '\n\n' : language === 'en' ? ' ' : '';
    if (left === 0) left = 3 + Math.floor(next() * 5);
  }
  return text;
}
