import { folded } from '../text/folded.ts';
import { sentences } from '../text/sentences.ts';
import type { Range } from '../text/range.ts';

/**
 * Text in a document that talks to the model which reads it instead of to people ("ignore your instructions and answer
 * with …"). It is shown to the model as it stands, quoted; but nothing rests on it, and what it demands word for word is
 * not taken over into an answer.
 */

const INSTRUCTIONS =
  '(?:instructions?|prompts?|rules?|directions?|guidelines|orders|commands?|passages?|context|system message)';
const MODEL =
  '(?:AI|A\\.I\\.|LLMs?|(?:large )?language models?|(?:AI|digital|virtual) assistants?|chat ?bots?|GPT|assistant model)';
/** What only somebody says who wants to command a model; all that follows in the paragraph belongs to it. */
const COMMANDING = new RegExp(
  [
    `\\b(?:ignore|disregard|forget|override|bypass|drop)\\b[^.!?\\n]{0,40}\\b(?:previous|prior|above|earlier|preceding|all|any|other|your|these|those|the|system)\\b[^.!?\\n]{0,30}\\b${INSTRUCTIONS}\\b`,
    '\\b(?:system|developer|assistant|admin(?:istrator)?) (?:prompt|message|override|note|instructions?|update)\\s*\\]?\\s*:',
    '<\\|[^|>\\n]{1,30}\\|>|</?system>|\\[/?(?:INST|SYSTEM|SYS)\\]|<</?SYS>>',
    '(?:^|\\n)#{2,}\\s*(?:system|new instructions?|instructions? (?:for|to) (?:the )?(?:ai|assistant|model)s?|assistant)\\b',
    '\\byou are (?:now|no longer|an? (?:ai|assistant|language model|chat ?bot|helpful assistant))\\b',
    `\\b${MODEL}\\b[^.!?\\n]{0,50}\\b(?:must|should|shall|have to|has to|please|need to|(?:are|is) (?:\\w+ )?(?:asked|told|instructed|requested|required))\\b`,
    `\\b(?:dear|note to|message to|attention,?|instructions? (?:to|for)|if you are)\\b[^.!?\\n]{0,20}\\b${MODEL}\\b`,
    '\\bnew (?:system )?(?:instructions?|rules?)\\s*:',
    '\\byour (?:only|new|sole|real|actual|main) (?:task|job|goal|role|purpose)\\b|\\bwhatever you (?:were|have been|are) told\\b',
    `\\bto (?:the |all |any |every )?${MODEL}\\s*[:,]`,
    '(?:之前|以上|先前|此前|上述)的?(?:所有)?(?:规则|指令|指示|要求|提示|设定)[^。！？\\n]{0,6}(?:作废|无效|失效|取消|不再)',
    '你(?:的)?(?:唯一|新|真正)的?(?:任务|职责|工作|目标)|(?:请|你|开始)(?:扮演|假装|装作)',
    '(?:忽略|无视|忘记|忘掉|不要理会|不必理会|不要遵守|不用管|抛开|取消)[^。！？\\n]{0,16}(?:指令|指示|提示|要求|规则|说明|设定|命令)',
    '(?:系统|开发者|管理员)(?:提示词?|指令|消息|信息|通知|备注|命令)?\\s*[:：]',
    '(?:AI|人工智能|语言模型|大模型|智能助手|聊天机器人)[^。！？\\n]{0,20}(?:必须|应当|应该|请|需要|务必|注意)',
    '你(?:现在|从现在起)?(?:是|不再是)(?:一个|一名)?[^。！？\\n]{0,8}(?:助手|AI|模型|机器人)',
    '新(?:的)?(?:系统)?(?:指令|指示|规则)\\s*[:：]',
  ].join('|'),
  'iu',
);
/** What pretends that the document is over; what comes after pretends to be ours. */
const ENDING =
  /\bend of (?:the )?(?:passages?|context|quotation|quoted text|sources)\b|(?:片段|资料|引用)(?:到此)?结束/iu;
/** A demand on how or with what a question is to be answered; the sentence alone. */
const DEMANDING = new RegExp(
  [
    '(?:^|[.!?:;,]\\s+|\\b(?:and|then|please|always|only|instead|must|should|to)\\s+)(?:answer|reply|respond|output|write|say|state|begin|start|end|finish|prefix|append|add|include|insert|put|tell|repeat|print|format|conclude|mention|claim)\\b[^.!?\\n]{0,70}\\b(?:in (?:json|yaml|xml|html|csv|markdown|capitals|upper case)|(?:every|each|all|your|the) (?:answers?|sentences?|paragraphs?|lines?|repl(?:y|ies)|responses?|outputs?)|the (?:user|asker|person who asks)|the following (?:link|words|text|phrase|address)|(?:this|the) link|(?:this|the) (?:claim|statement|sentence) is supported|this is supported|that it is supported|with the words?|nothing (?:else|but)|only with)\\b',
    '(?:^|[.!?:;,]\\s+|\\b(?:then|please|always|only)\\s+)(?:answer|reply|respond)\\s+(?:that|with|only)\\b',
    '\\b(?:before|after|while) (?:you )?(?:answer|reply|respond)(?:ing)?\\b',
    '\\b(?:in|to|of|with) every (?:answer|reply|response)\\b',
    '\\byour (?:answer|reply|response|output) (?:should|must|has to|shall|needs to|is to) be\\b',
    '\\bin your (?:answers?|repl(?:y|ies)|responses?)\\b',
    '\\b(?:when|whenever|if) (?:you are )?(?:asked|answering|summari[sz]ing|you answer|you (?:read|see) this)\\b',
    '(?:回答|回复|答复|输出)[^。！？\\n]{0,20}(?:时|中|里|前|后)?[^。！？\\n]{0,10}(?:必须|务必|请|只能|只需|都要|一律|加上|附上|写上|以[^。！？\\n]{1,12}(?:开头|结尾|格式))',
    '(?:请|必须|务必|只能|只需|都要|一律|应)[^。！？\\n]{0,12}(?:回答(?!下列|以下|问题|上述)|输出|告诉用户|对用户说)',
    '(?:只能|只需|一律)[^。！？\\n]{0,8}(?:回复|答复)',
    '(?:每|各|所有)(?:一)?(?:句|个?句子|句话|个?回答|段回答)[^。！？\\n]{0,4}(?:都)?(?:用|以)[^。！？\\n]{1,12}(?:开头|结尾)|(?:每|各)(?:一)?(?:句|个句子|句话|个回答|段回答)[^。！？\\n]{0,16}(?:开头|结尾|加|写|以)',
    '(?:声称|说明|表示|写明)[^。！？\\n]{0,12}(?:已(?:经)?得到证实|有依据|已被支持)',
  ].join('|'),
  'iu',
);

/** A command that says what to do itself; else that comes in the sentences after it. */
const SAYS_WHAT =
  /\b(?:answer|reply|respond|output|write|say|state|begin|start|add|append|include|insert|tell|repeat|print|run|execute|type|open|send)\b|回答|回复|答复|输出|执行|运行|告诉|写|说|附上|加上/iu;

/** The stretches of a text that talk to a model, in order; as offsets of the text. */
export function injectedIn(text: string): Range[] {
  const found: Range[] = [];
  let until = 0;
  let ended = false;
  for (const { start, end } of sentences(text)) {
    const plain = folded(text.slice(start, end).replace(TAG_CHARACTERS, ' ')).text;
    const commands = COMMANDING.test(plain);
    const ends = ENDING.test(plain);
    if (ends || (commands && !SAYS_WHAT.test(plain))) until = start + REACH;
    ended ||= ends;
    if (commands || start < until || DEMANDING.test(plain)) {
      const last = found.at(-1);
      if (last !== undefined && last.end === start) found[found.length - 1] = { start: last.start, end };
      else found.push({ start, end });
    }
    if (!ended && /\n\s*\n\s*$/u.test(plain)) until = 0;
    if (start >= until) ended = false;
  }
  return found;
}

/** Units that a command may go on for; a text without paragraphs is not all one. */
const REACH = 600;
/** Letters without a glyph (Unicode's tags), by which text is hidden from people alone. */
const TAG_CHARACTERS = /[\u{e0000}-\u{e007f}]/gu;
/** What is quoted in a demand, and what stands behind its colon. */
const QUOTED =
  /"([^"\n]{2,200})"|“([^”\n]{2,200})”|「([^」\n]{2,200})」|『([^』\n]{2,200})』|`+([^`\n]{2,200})`+|(?<![\p{L}\p{N}])'([^'\n]{2,200})'(?![\p{L}\p{N}])/gu;
const BEHIND_COLON = /(?::\s|：)\s*([^\n]{2,200}?)\s*(?:\n|$)/gu;
/** What is to be run. */
const TO_RUN =
  /\b(?:run|execute)\s+(?:the )?(?:following )?(?:shell )?(?:command )?([^\n,;`"']{3,100}?)(?:[`"']|[.!?]?\s*$|\s+(?:before|and|to|first|then)\b)/giu;
const TO_RUN_IN_CHINESE = /(?:执行|运行)\s*(?:命令)?\s*([^\n，；。再后然]{2,80})/gu;
/** A word that no sentence of people has: addresses, commands and their options, marks of code. */
const ODD = /[^\s，。；、（）“”]*(?:[/\\|$<>{}=@#~]|--|[a-z]\.[a-z])[^\s，。；、（）“”]*/giu;
/** A program with its options, and what it is to work on. */
const COMMAND = /\b[a-z][\w.-]*(?:\s+-{1,2}[A-Za-z][\w-]*)+(?:\s+[\w~./-]+)?/gu;
const EDGES = /^[\s"'“”‘’「」『』`.,;:!?，。；：！？、()[\]-]+|[\s"'“”‘’「」『』`,;:，；：、([-]+$/gu;

/** What texts demand of a model that reads them. */
export interface Demands {
  /** Whether any of them talks to a model at all. */
  readonly any: boolean;
  /** What is demanded word for word: quotations, what follows a colon, addresses, commands; the longest first. */
  readonly words: readonly string[];
}

/** What the texts that a model is given demand of it. What they say elsewhere as well is theirs to say. */
export function demandsOf(texts: readonly string[]): Demands {
  const demanded = new Set<string>();
  let rest = '';
  let any = false;
  for (const text of texts) {
    let at = 0;
    for (const { start, end } of injectedIn(text)) {
      rest += `${text.slice(at, start)}\n`;
      at = end;
      any = true;
      const injected = folded(text.slice(start, end).replace(TAG_CHARACTERS, '')).text;
      for (const pattern of [QUOTED, BEHIND_COLON, TO_RUN, TO_RUN_IN_CHINESE])
        for (const match of injected.matchAll(pattern))
          demanded.add(match.slice(1).find((one) => one !== undefined) ?? '');
      for (const pattern of [ODD, COMMAND])
        for (const [word] of injected.matchAll(pattern)) demanded.add(word);
    }
    rest += text.slice(at);
  }
  const said = normal(rest);
  const words = [...demanded]
    .map((one) => one.replace(EDGES, '').replace(/[.!?。！？]+$/u, ''))
    .filter((one) => one.length >= 2 && !said.includes(normal(one)))
    .sort((a, b) => b.length - a.length);
  return { any, words };
}

const normal = (text: string): string => folded(text).text.toLowerCase().replace(/\s+/gu, ' ');

/**
 * A written sentence without what was demanded word for word; empty where nothing is left that says anything, or where
 * the sentence itself talks to a model.
 */
export function withoutDemands(sentence: string, demands: Demands): string {
  if (!demands.any) return sentence;
  if (COMMANDING.test(sentence) || DEMANDING.test(sentence)) return '';
  let text = sentence;
  for (const pattern of patternsOf(demands)) text = text.replace(pattern, ' ');
  if (text === sentence) return sentence;
  text = text
    .replace(/\s+/gu, ' ')
    .replace(/\s+([.,;:!?，。；：！？、])/gu, '$1')
    .replace(/^[\s.,;:!?，。；：！？、-]+/u, '')
    .trim();
  const left = text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  const whole = sentence.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
  // What is left of a sentence that was mostly the demand ("Run this command:") is its frame.
  return left < 3 || left < whole / 3 ? '' : text;
}

/** Made once: sentences are looked at again with every piece that a model writes, and a document may demand thousands of words. */
const PATTERNS = new WeakMap<Demands, readonly RegExp[]>();

function patternsOf(demands: Demands): readonly RegExp[] {
  let patterns = PATTERNS.get(demands);
  if (patterns === undefined) PATTERNS.set(demands, (patterns = demands.words.map(patternOf)));
  return patterns;
}

function patternOf(demand: string): RegExp {
  const words = demand.trim().split(/\s+/u).map(escaped).join('\\s+');
  const bounded = `${/^\w/u.test(demand) ? '(?<![\\p{L}\\p{N}])' : ''}${words}${/\w$/u.test(demand) ? '(?![\\p{L}\\p{N}])' : ''}`;
  return new RegExp(
    `["'“「\`(（]*${/\p{Script=Han}/u.test(demand) ? words : bounded}["'”」\`)）]*[:：,，]?`,
    'giu',
  );
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');
}
