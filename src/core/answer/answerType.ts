import { asks, questionParts } from '../recall/parts.ts';
import { simplified } from '../text/simplified.ts';

/**
 * Which kind of answer a question wants. `fact`: a few words of one sentence; `open`: nothing in the question tells, so
 * that it is what the reader finds; `several`: more than one question; `keywords`: words to look up that ask nothing.
 */
export type AnswerType =
  | 'fact'
  | 'yesNo'
  | 'definition'
  | 'list'
  | 'why'
  | 'how'
  | 'compare'
  | 'changed'
  | 'several'
  | 'keywords'
  | 'open';

/** What a short fact is, where the question says so. */
export type ValueKind = 'date' | 'number' | 'money' | 'percentage' | 'duration' | 'name';

/** What a question wants. */
export interface Wanted {
  readonly type: AnswerType;
  /** Kinds of value that answer; empty where the question does not say. */
  readonly kinds: readonly ValueKind[];
}

interface Rule {
  readonly type: AnswerType;
  readonly kinds?: readonly ValueKind[];
  readonly pattern: RegExp;
  /** Why the words tell this. */
  readonly because: string;
}

/** 'What' and 'which' with a noun between them and what is asked. */
const WHICH = '(?:what|which)';
const AUXILIARY =
  'is|are|was|were|am|do|does|did|can|could|may|might|must|shall|should|will|would|has|have|had';
/** Where an English question begins: at its start, behind a comma, or behind words that lead to it. */
const BEGINS = '(?:^|[,:;(]\\s*|\\b(?:and|but|or|so|tell me|explain|know|find out|about)\\s+)';

/**
 * The first rule that fits counts: from what is asked about as a whole (differences, changes, reasons) to single
 * words. Chinese rules are read in simplified characters (`simplified`).
 */
export const RULES: readonly Rule[] = [
  {
    type: 'fact',
    kinds: ['duration'],
    pattern:
      /\bhow (?:long|old)\b(?!.*\bdiffer)|\bhow many (?:\w+ )?(?:seconds|minutes|hours|days|weeks|months|years|quarters)\b|\bhow much (?:notice|time|warning)\b|多久|多长时间|(?:几|多少)(?:秒|分钟|个?小时|天|个?工作日|个?星期|周|个?月|年)|几岁|多大(?:年纪|岁数)/iu,
    because: 'A length of time.',
  },
  {
    type: 'fact',
    kinds: ['number', 'percentage', 'money'],
    pattern: /\bhow (?:many|much|large|big)\b(?!.*\bdiffer)/i,
    because: 'An amount, also where two things are compared by it.',
  },
  {
    type: 'compare',
    pattern:
      /\b(?:differences?|distinctions?|distinguish|similarit(?:y|ies)|compar(?:e|ison)) (?:\w+ ){0,2}(?:between|of)\b|^\s*(?:please )?(?:compare|contrast)\b|\bhow (?:do|does|did|are|is) .+ (?:differ|different|compare)\b|\bdiffers? from\b.*\?|^\s*[^?]{2,60} (?:vs\.?|versus) [^?]{2,60}\?*\s*$/i,
    because: 'Two things are named to be held side by side.',
  },
  {
    type: 'compare',
    pattern:
      /(?:和|与|跟|同|比).{0,40}?(?:有(?:什么|何|哪些|啥)?(?:不同|区别|差别|差异|异同)|(?:区别|不同|差别|差异|异同)(?:是|在|有|点|之处|何在))|(?:区别|差别|差异|异同)(?:是什么|在哪|有哪些|何在)|^(?:比较|对比)/u,
    because: 'A和B有什么不同: the two are named before the word for a difference.',
  },
  {
    type: 'changed',
    pattern:
      /\bwhat (?:(?:has|have|had|was|were|is|are) )?(?:been |being )?(?:changed|amended|revised)\b|\bwhat changes? (?:were|was|did|does|do|has|have|is|are)\b|\bwhat (?:did|does|do) .+ change\b|\bwhat (?:has|have) .+ changed\b|\bwhat(?:'s| is| was) new\b|\bhow (?:has|have|had|did) .+ changed?\b/i,
    because: 'It asks for what is other than before, which is seldom one thing.',
  },
  {
    type: 'changed',
    pattern:
      /(?:有|做了|发生了?|作了|进行了)(?:什么|哪些|何|啥)(?:样的|主要)?(?:变化|改动|变更|修改|修订|改变|调整)|(?:改|变|修改|变更|修订|调整)了(?:什么|哪些|啥)/u,
    because: '有哪些变化, 改了什么: changes are asked for.',
  },
  {
    type: 'fact',
    pattern: /(?:[称叫算名作定谓视认]|命名|表述|改名)为什么|[^是因，,。？?\s]为(?:什么|何)\s*[？?]?$/u,
    because:
      '称为什么 asks for the name that something is given, not for a reason; 主要业务为何 asks what it is.',
  },
  {
    type: 'why',
    pattern:
      /(?:^|[^\p{L}])why\b|\bhow come\b|\bwhat (?:is|was|are|were) (?:the|a|one) (?:\w+ ){0,2}(?:reasons?|rationale)\b|\b(?:for )?(?:what|which) reasons?\b/iu,
    because: 'A reason takes a sentence or more.',
  },
  {
    type: 'why',
    pattern:
      /为(?:什么|何|啥|甚么)|何故|何以|怎么会|缘何|因何|凭什么|(?:原因|理由|缘由)(?:是|有|为|在|何|都)/u,
    because: 'A reason is asked for.',
  },
  {
    type: 'why',
    pattern: new RegExp(
      `${BEGINS}what (?:happens|would happen)\\b|\\bwhat (?:is|are) the relation(?:ship)?s?\\b|${BEGINS}how (?:do|does|can|could|might|may) .+ (?:relate|impact|affect|influence|handle|interact|help|improve|reduce)\\b`,
      'i',
    ),
    because: 'What follows from something, or what one has to do with another, takes a sentence or more.',
  },
  {
    type: 'how',
    pattern: new RegExp(
      `${BEGINS}how (?:do|can|could|should|must|may|would|shall|will) (?:i|you|we|one|people|someone|users?)\\b|${BEGINS}how to\\b|\\b(?:what|which) (?:are |is )?(?:the |are the )?(?:\\w+ )?(?:steps|procedure|instructions)\\b|\\bhow (?:is|are) .+ (?:done|carried out|cleaned|changed|installed|replaced|set up|connected)\\b`,
      'i',
    ),
    because: 'Somebody wants to do it: the steps, in their order.',
  },
  {
    type: 'how',
    pattern:
      /^(?:请问|那么?|我们?|你们?|您|用户|应该|应当|该|要|想)*(?:怎么|怎样|如何)(?!称呼|样|了|形容|描述|评价|看待)(?!.{0,4}(?:形成|产生|来的?|死|得名))|(?:步骤|流程|操作方法|操作顺序|程序)(?:是|有|为|怎)|(?:应该?|需要?|要|该|可以?)(?:怎么|怎样|如何)(?:做|办|处理|操作|换|装|用|清|设|申请|进行)?/u,
    because: '怎么换泵油: a way to do it, at the head of the question or behind 应该.',
  },
  {
    type: 'list',
    pattern: new RegExp(
      `${BEGINS}(?:list|enumerate|name (?:all|the|two|three|four|five|some))\\b|\\b${WHICH} are (?:all )?the (?:\\w+ )*?(?:\\w+s|criteria|data|people|children)\\b|${BEGINS}${WHICH} (?:rules|questions|items|conditions|requirements|duties|obligations|recommendations|departures|criteria|tools|parts|features|points|decisions|tasks|limits|limitations)\\b`,
      'i',
    ),
    because: 'The plural of what comes one by one.',
  },
  {
    type: 'list',
    pattern:
      /(?:有|是|包括|包含|分为|分成|需要|为|了|含)(?:了|着)?(?:哪些|哪几)|列出|列举|分别(?:是|有)(?:什么|哪)|都有(?:什么|哪|谁)|哪些/u,
    because: '有哪些: several are asked for.',
  },
  {
    type: 'definition',
    pattern:
      /\bwhat (?:does|do|did) .+ (?:mean|stand for|refer to)\b|^\s*define\b|\bdefinition of\b|\bwhat is meant by\b|\bmeaning of\b|^\s*what(?:'s| is| are) (?:an? )?(?!the\b)[^\s?]+(?: [^\s?]+){0,1}\s*\??\s*$/i,
    because: 'What something is takes the sentence that says so.',
  },
  {
    type: 'definition',
    pattern:
      /^(?:请问)?(?:什么是|何谓|何为|什么叫)[^的]{1,16}$|(?:是|有|代表)什么(?:意思|含义)|^[^的]{1,16}指的?是什么|定义(?:是|为)/u,
    because: '什么是, 是什么意思, 指的是什么.',
  },
  {
    type: 'fact',
    kinds: ['date'],
    pattern: new RegExp(
      `\\bwhen\\b|\\b${WHICH} (?:\\w+ )?(?:year|date|day|month|decade|century)\\b|\\bsince what\\b|何时|什么(?:时候|时间|日期)|哪一?(?:年|天|日|月)|几(?:月|号|日)|何年|日期`,
      'iu',
    ),
    because: 'A date.',
  },
  {
    type: 'fact',
    kinds: ['percentage'],
    pattern: new RegExp(
      `\\b${WHICH} (?:is |was |are |were )?(?:the |an? )?(?:[\\w'-]+ ){0,2}?(?:percentage|percent|per cent|share|proportion|rate)\\b|\\bhow many per ?cent\\b|百分之(?:几|多少)|(?:比例|比率|占比|百分比|率)(?:是|为|有)?(?:多少|几)`,
      'iu',
    ),
    because: 'A share of the whole.',
  },
  {
    type: 'fact',
    kinds: ['money', 'number', 'percentage'],
    pattern:
      /\bhow much\b|\bwhat (?:is|was|are|were) the (?:\w+[ '’s]*){0,3}(?:rent|price|cost|costs|fee|salary|deposit|budget|amount|sum|fine|penalty|allowance|limit|credit)\b|多少(?:钱|元|块|费)|(?:租金|价格|费用|押金|预算|金额|工资|标准|上限|限额|罚款)(?:是|为|有)?(?:多少|几|什么)/iu,
    because: 'An amount.',
  },
  {
    type: 'fact',
    kinds: ['number', 'money', 'percentage', 'duration'],
    pattern: /\bhow (?:far|tall|high|deep|wide|heavy|fast|often)\b|多少|几|多(?:高|深|宽|重|大|远|快)|第几/iu,
    because: 'A number.',
  },
  {
    type: 'fact',
    kinds: ['name'],
    pattern: /\b(?:who|whom|whose)\b|谁|何人|哪(?:位|个人|名)|什么人/iu,
    because: 'Somebody.',
  },
  {
    type: 'fact',
    pattern:
      /\bwhere\b|\bwhich\b|哪里|哪儿|何处|何地|什么地方|哪(?:一|个|座|种|所|家|国|支|本|部|条|款|项|台|届|些?地|处)/iu,
    because: 'A place, or one of several.',
  },
  {
    type: 'yesNo',
    pattern: new RegExp(`^\\s*(?:(?:and|but|so|then|please),?\\s+)?(?:${AUXILIARY})(?:n't)?\\s`, 'i'),
    because: 'It begins with the verb.',
  },
  {
    type: 'yesNo',
    pattern: /吗\s*[？?]?\s*$|是否|能否|可否|能不能|是不是|有没有|可不可以|会不会|要不要|需不需要|行不行/u,
    because: '吗 at the end, or the verb with its contrary.',
  },
];

/** Words that ask in other languages, where no question mark does. */
const ASKS_ELSEWHERE =
  /(?<!\p{L})(?:wer|wen|wem|was|wo|wann|wie|warum|wieso|welche[rsmn]?|qui|quoi|qu'est|où|quand|comment|pourquoi|combien|quel(?:le)?s?|quién|quien|qué|cuál|dónde|donde|cuándo|cómo|cuánt[oa]s?|chi|dove|quale|quanto|кто|что|где|когда|как|почему|сколько|かどうか|なぜ|いつ|どこ|だれ|誰|누구|언제|어디|왜)(?!\p{L})/iu;

/** 'Describe the trap', 'the large pad of the thumb is called'. */
const WANTS =
  /^\s*(?:please\s+)?(?:identify|describe|explain|tell|give|state|name|find|show)\b|\b(?:is|are|was|were|called|named)\s*$|^(?:请|说说|介绍|解释|描述|告诉)/iu;

/** Of a letter, its end asks. */
const LOOKED_AT = 500;

/** Which kind of answer a question wants: by its words in English and Chinese, `open` in other languages. */
export function answerType(question: string): Wanted {
  if (questionParts(question).length > 1) return { type: 'several', kinds: [] };
  const end = question.length > LOOKED_AT ? question.slice(-LOOKED_AT) : question;
  const text = simplified(end.normalize('NFKC').replace(/[’‘]/g, "'")).replaceAll('甚么', '什么').trim();
  const rule = RULES.find(({ pattern }) => pattern.test(text));
  if (rule !== undefined) return { type: rule.type, kinds: rule.kinds ?? [] };
  const open = asks(text) || ASKS_ELSEWHERE.test(text) || WANTS.test(text);
  return { type: open ? 'open' : 'keywords', kinds: [] };
}

/** Whether a few words of one sentence answer. */
export function wantsWords({ type }: Wanted): boolean {
  return type === 'fact' || type === 'open';
}
