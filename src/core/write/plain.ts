/**
 * What a model wrote, as plain text: nothing of format, link or image is taken over, whatever a document talked it
 * into. Blocks of code keep their words; thoughts between `<think>` marks are no part of an answer.
 */
export function plainText(written: string): string {
  let text = written;
  // What is taken out may leave something behind that is made of what stood around it: `<scr<b>ipt>`.
  for (let before = '', rounds = 0; text !== before && rounds < ROUNDS; rounds++) {
    before = text;
    text = onceOver(text);
  }
  return text === onceOver(text) ? text : text.replace(/[[\]<>]/g, '');
}

/** Nobody nests more than this but to get something through: what is left is then without brackets. */
const ROUNDS = 8;

function onceOver(written: string): string {
  let text = written.replace(/\r\n?/g, '\n').replace(CONTROLS, '');
  text = text.replace(/<think(?:ing)?>[\s\S]*?(?:<\/think(?:ing)?>|$)/gi, '');
  text = text.replace(/<!--[\s\S]*?(?:-->|$)/g, '').replace(/<(script|style)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, '');
  text = withoutLinks(outOfJson(text));
  text = text.replace(TAG, '').replace(TAG_BEGUN, '');
  text = withoutNumbers(text)
    .split('\n')
    .filter((line) => !FENCE.test(line) && !RULE.test(line) && !REFERENCE.test(line))
    .map(plainLine)
    .join('\n');
  text = text.replace(CITATION, '').replace(ADDRESS, '').replace(EMPTY_BRACKETS, '');
  return text
    .replace(/[ \t\u00a0]+([.,;:!?，。；：！？、])/g, '$1')
    .replace(/[ \t\u00a0]{2,}/g, ' ')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** Control characters but tab and line feed, and what has no width or turns the direction of a text (UAX 9). */
const CONTROLS =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;
const TAG = /<[a-z/!?][^<>]*>/gi;
/** A tag that the text breaks off in. */
const TAG_BEGUN = /<[a-z/!?][^<>]*$/i;
const FENCE = /^\s*(?:`{3,}|~{3,}|={5,})/;
const RULE = /^\s*(?:[-*_=]\s*){3,}$/;
/** `[id]: https://…`: the address of a link elsewhere. */
const REFERENCE = /^\s*\[[^\]\n]+\]:\s*\S+/;
/** `[1]`, `[2, 3]`, `[^4]`, `【1】`, `(Passage 2)`: the model's word for where it has something from. Ours is told by us. */
const CITATION =
  /[ \t]*(?:\[\^?\d{1,3}(?:\s*[-–,，、;]\s*\^?\d{1,3})*\]|【\d{1,3}[^】\n]{0,12}】|[[(（](?:see\s+)?(?:passages?|sources?|片段|来源)\s*\d{1,3}(?:\s*(?:,|，|、|-|–|and|和|与)\s*\d{1,3})*[\])）])/gi;
/** An address that could be followed, and one that runs something. */
const ADDRESS =
  /<?(?:(?:https?|ftp|file|vscode(?:-insiders)?):\/\/|\b(?:command|javascript|vbscript|mailto):|\bdata:[\w.+-]+\/|\bwww\.)[^\s<>)\]，。；、）】]*>?/gi;
const EMPTY_BRACKETS = /[ \t]*(?:\(\s*\)|\[\s*\]|（\s*）|【\s*】)/g;

/** A host's name without a scheme; endings that files have as well are none. */
const HOST =
  /(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:com|net|org|info|biz|io|co|dev|app|xyz|top|site|online|shop|store|club|link|live|example|test|invalid|cn|ru|uk|de|fr|eu|us|tv|me)(?:\.[a-z]{2})?(?::\d+)?(?:\/[^\s<>)\]，。；、）】]*)?(?![\w-])/giu;

/** A sentence without hosts that could be followed: for what no document supports. */
export function withoutHosts(sentence: string): string {
  return sentence
    .replace(HOST, '')
    .replace(/\s{2,}/g, ' ')
    .replace(/\s+([.,;:!?，。；：！？、])/g, '$1')
    .trim();
}

/** The texts of what was written as JSON, finished or not, one a line; anything else as it is. */
function outOfJson(text: string): string {
  const begun = /^\s*(?:```[a-z]*\s*)?(?=[{[]\s*["{[])/i.exec(text);
  if (begun === null) return text;
  const inside = text.slice(begun[0].length);
  const values = [...inside.matchAll(/"((?:[^"\\]|\\.)*)(?:"(\s*:)?|$)/g)]
    .filter(([, , key]) => key === undefined)
    .map(([, value = '']) =>
      value.replace(/\\n/g, '\n').replace(/\\(?:u[0-9a-f]{4}|.)/gi, (escape) => unescaped(escape)),
    );
  return values.join('\n');
}

function unescaped(escape: string): string {
  return escape.startsWith('\\u') && escape.length === 6
    ? String.fromCharCode(Number.parseInt(escape.slice(2), 16))
    : escape.slice(1);
}

/** Links and images become their words. Twice, for a link around an image. */
function withoutLinks(text: string): string {
  let plain = text;
  for (let depth = 0; depth < 2; depth++) {
    plain = plain
      .replace(/!\[[^\]\n]*\](?:\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|\[[^\]\n]*\])/g, '')
      .replace(/\[([^[\]\n]*)\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)/g, '$1')
      .replace(/\[([^[\]\n]+)\]\[[^\]\n]*\]/g, '$1');
  }
  // One that the text breaks off in, and an image's beginning.
  return plain.replace(/!?\[([^[\]\n]*)\]\([^()\n]*$/, '$1').replace(/!\[[^\]\n]*$/, '');
}

/** `1.`, `2)`, `3、` at the beginning of a line; no `1.5`. */
const NUMBERED = /^\s*(\d{1,2})(?:[.)](?!\d)|、)\s*(?=\S)/;

/** Lines that are numbered one after the other lose their numbers; a date at the beginning of a line keeps its day. */
function withoutNumbers(text: string): string {
  const lines = text.split('\n');
  const numbers = lines.map((line) => Number(NUMBERED.exec(line)?.[1] ?? NaN));
  const present = numbers.filter((number) => !Number.isNaN(number));
  const runs =
    present.length > 1 && present.every((number, i) => i === 0 || number === (present[i - 1] ?? 0) + 1);
  if (!runs) return text;
  return lines.map((line, i) => (Number.isNaN(numbers[i]) ? line : line.replace(NUMBERED, ''))).join('\n');
}

function plainLine(line: string): string {
  return line
    .replace(/^\s*#{1,6}\s+/, '')
    .replace(/^(?:\s*>)+\s?/, '')
    .replace(/^\s*[-*+•]\s+/, '')
    .replace(/^\s*\|(.*)\|\s*$/, (_row, cells: string) => cells.split('|').join(' '))
    .replace(/(\*{1,3})(?=\S)([^*\n]*[^\s*])\1/g, '$2')
    .replace(/(?<![\p{L}\p{N}_])(_{1,3})(?=\S)([^_\n]*[^\s_])\1(?![\p{L}\p{N}_])/gu, '$2')
    .replace(/~~([^~\n]+)~~/g, '$1')
    .replace(/`+([^`\n]*)`+/g, '$1')
    .replace(/\*{2,}/g, '')
    .replace(/\\([\\`*_{}[\]()#+\-.!~|>])/g, '$1');
}
