import { analyse } from 'chardet';

/** An encoding from before Unicode: its WHATWG label, and its name for people. */
export interface LegacyEncoding {
  readonly label: string;
  readonly name: string;
}

/** Bytes judged, from the first that is not ASCII. */
const SAMPLE = 128 * 1024;

/** Characters that every text of the language is full of; none of the lists needs to be complete. */
const COMMON = {
  simplified:
    '的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运价款租合同页码请编号',
  traditional:
    '的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實日軍者意無力它與長把機十民第公此已工使情明性知全三又關點正業外將兩高間由問很最重並物手應戰向頭文體政美相見被利什二等產或新己制身果加西斯月話合回特代內信表化老給世位次度門任常先海通教兒原東聲提立及比員解水名真論處走義各入幾口認條平系氣題活爾更別打女變四神總何電數安少報才結反受目太量再感建務做接必場件計管期市直德資命山金指克許統區保至隊形社便空決治展馬科司五基眼書非則聽白卻界達光放強即像難且權思王象完設式色路記南品住告類求據程北邊死張該交規萬取拉格望覺術領共確傳師觀清今切院讓識候帶導爭運價款租頁碼請編號',
  korean:
    '이다의는에을가하고지한로사은기아를도어서자있시인대나정리해그수일부과들보전제라적우게무여소주러으거공상장스만면원동구안경조니화성업실비방관계생국신중내위회유세학명선용문었했때입습니까되된며것연결행분모마치약',
  japaneseKanji:
    '日一国人年大十二本中長出三同時政事自行社見月分議後前民生連五発間対上部東者党地合市業内相方四定今回新場金員九入選立開手米力学問高代明実円関決子動京全目表戦経通外最言氏現理調体化田当八六約主題下首意法不来作性的要用制治度務強気小七成期公野協取都和統以機平総加山思家話世受区領多県続進正安設保改数記院女初北午指権心界支第産結百派点教報済書府活原先共得解名交資予川向際査勝面委告軍文反元重近千考判認画海参売利組知案道信策集在件団別物側任引使求所次水半品昨論計死官増係感特情投示変打男基私各始島直両朝革価式確村提運終挙果西勢減台広容必応演電歳住争談能無再位置企真流格有疑口過局少放税検藤町常校料沢裁状工建語球営空職証土与急止送援供可役構木割聞身費付施切由説転食比難防補車優夫研収断井何南石足違消境神番規術護展態導鮮備宅害配副算視条幹独警宮究育席輸訪楽起万着乗店述残想線率病農州武声質念待試族象銀域助労例衛然早張映限親額監環験追審商葉義伝働形景落欧担好退準賀訴辺造英被株頭技低毎医復仕去姿味負閣韓渡失移差衆個門写評課末守若脳極種美岡影命含福蔵量望松非撃佐核観察整段横融型白深字答夜製票況音申様財港識注呼渉達',
} as const;

interface Candidate extends LegacyEncoding {
  readonly common: ReadonlySet<string>;
  /** Characters that a text of the language may well hold. */
  readonly usual: RegExp;
  /** The characters that the encoding's makers found frequent enough to come first in its table. */
  readonly levelOne: ReadonlySet<string>;
  /** True where a frequent character's second byte may be an ASCII letter, so that one alone proves nothing. */
  readonly lowTrails?: boolean;
}

/**
 * Guesses the encoding of bytes that are text and not UTF-8. East Asian ones are decoded and judged by what
 * comes out (common characters for, rare ones and failures against), as byte statistics need long samples;
 * what fits none is left to chardet's letter statistics of the one-byte encodings.
 */
export function guessLegacy(bytes: Uint8Array): LegacyEncoding {
  const sample = sampleOf(bytes);
  let best: { candidate: Candidate; score: number } | undefined;
  for (const candidate of eastAsian()) {
    const score = scoreOf(sample, candidate);
    if (score > (best?.score ?? ENOUGH)) best = { candidate, score };
  }
  return best?.candidate ?? oneByte(sample);
}

/** Mean worth of a character that is not ASCII, from which on a text is taken for East Asian. */
const ENOUGH = 0.35;

const WORTH = {
  common: 1.5,
  usual: 0.9,
  levelOne: 0.5,
  foreign: -0.6,
  rare: -1.2,
  impossible: -6,
  alone: -0.8,
};

function scoreOf(sample: Uint8Array, { label, common, usual, levelOne, lowTrails }: Candidate): number {
  // A character cut at the sample's end is left waiting by `stream`.
  const decoded = new TextDecoder(label, { ignoreBOM: true }).decode(sample, { stream: true });
  let sum = 0;
  let count = 0;
  // East Asian characters stand together. One alone among ASCII is rather an accented letter and the next one.
  let before = false;
  let alone = 0;
  for (const character of decoded) {
    if (character < '\x80') {
      if (alone > 0) sum += WORTH.alone - alone;
      before = false;
      alone = 0;
      continue;
    }
    count++;
    const worth = worthOf(character, common, usual, levelOne);
    alone = before || lowTrails !== true ? 0 : Math.max(worth, 0);
    before = true;
    sum += worth;
  }
  if (alone > 0) sum += WORTH.alone - alone;
  return count === 0 ? 0 : sum / count;
}

function worthOf(
  character: string,
  common: ReadonlySet<string>,
  usual: RegExp,
  levelOne: ReadonlySet<string>,
): number {
  if (common.has(character)) return WORTH.common;
  if (usual.test(character)) return WORTH.usual;
  if (levelOne.has(character)) return WORTH.levelOne;
  if (/[\uFFFD\p{Co}\p{Cn}\p{Cc}]/u.test(character)) return WORTH.impossible;
  return /\p{Script=Han}/u.test(character) ? WORTH.rare : WORTH.foreign;
}

let candidates: readonly Candidate[] | undefined;

/** Made when first needed: the frequent planes are read off the platform's own decoders. */
function eastAsian(): readonly Candidate[] {
  candidates ??= makeCandidates();
  return candidates;
}

function makeCandidates(): Candidate[] {
  const chinese = /[\u2010-\u2026\u2460-\u2473\u3000-\u3017\uFF01-\uFF5E\p{Emoji_Presentation}]/u;
  const japanese = /[\u3000-\u3017\u3041-\u30FC\uFF01-\uFF5E]/u;
  const frequentTraditional = plane('big5', 0xa4, 0xc6, [
    [0x40, 0x7e],
    [0xa1, 0xfe],
  ]);
  return [
    {
      label: 'gb18030',
      name: 'GB18030',
      common: new Set(COMMON.traditional),
      usual: chinese,
      levelOne: frequentTraditional,
      lowTrails: true,
    },
    {
      label: 'gb18030',
      name: 'GB18030',
      common: new Set(COMMON.simplified),
      usual: chinese,
      levelOne: plane('gb18030', 0xb0, 0xd7, [[0xa1, 0xfe]]),
    },
    {
      label: 'big5',
      name: 'Big5',
      common: new Set(COMMON.traditional),
      usual: chinese,
      levelOne: frequentTraditional,
      lowTrails: true,
    },
    {
      label: 'shift_jis',
      name: 'Shift-JIS',
      common: new Set([...COMMON.japaneseKanji, ...KANA]),
      usual: japanese,
      levelOne: plane('shift_jis', 0x88, 0x97, [[0x40, 0xfc]]),
      lowTrails: true,
    },
    {
      label: 'euc-jp',
      name: 'EUC-JP',
      common: new Set([...COMMON.japaneseKanji, ...KANA]),
      usual: japanese,
      levelOne: plane('euc-jp', 0xb0, 0xcf, [[0xa1, 0xfe]]),
    },
    {
      label: 'euc-kr',
      name: 'EUC-KR',
      common: new Set(COMMON.korean),
      usual: /[\u3000-\u3017\uFF01-\uFF5E]/u,
      levelOne: plane('euc-kr', 0xb0, 0xc8, [[0xa1, 0xfe]]),
    },
  ];
}

/** Hiragana that grammar is made of. */
const KANA = 'のにをはがとでたてしいなるれからまもすっこうさりよだきあくそんえけ';

function plane(
  label: string,
  first: number,
  last: number,
  trails: readonly (readonly [number, number])[],
): Set<string> {
  const bytes: number[] = [];
  for (let lead = first; lead <= last; lead++) {
    for (const [from, to] of trails) for (let trail = from; trail <= to; trail++) bytes.push(lead, trail);
  }
  return new Set(
    new TextDecoder(label).decode(Uint8Array.from(bytes)).replace(/[\x00-\x7f\uFFFD\p{Co}]/gu, ''),
  );
}

/** What chardet calls them, and what they are called here. ISO-8859-1 and -9 mean Windows' supersets (WHATWG). */
const ONE_BYTE: Readonly<Record<string, LegacyEncoding>> = {
  'ISO-8859-1': { label: 'windows-1252', name: 'Windows-1252' },
  'windows-1252': { label: 'windows-1252', name: 'Windows-1252' },
  'ISO-8859-2': { label: 'iso-8859-2', name: 'ISO-8859-2' },
  'windows-1250': { label: 'windows-1250', name: 'Windows-1250' },
  'ISO-8859-5': { label: 'iso-8859-5', name: 'ISO-8859-5' },
  'windows-1251': { label: 'windows-1251', name: 'Windows-1251' },
  'KOI8-R': { label: 'koi8-r', name: 'KOI8-R' },
  'ISO-8859-6': { label: 'iso-8859-6', name: 'ISO-8859-6' },
  'windows-1256': { label: 'windows-1256', name: 'Windows-1256' },
  'ISO-8859-7': { label: 'iso-8859-7', name: 'ISO-8859-7' },
  'windows-1253': { label: 'windows-1253', name: 'Windows-1253' },
  'ISO-8859-8': { label: 'windows-1255', name: 'Windows-1255' },
  'windows-1255': { label: 'windows-1255', name: 'Windows-1255' },
  'ISO-8859-9': { label: 'windows-1254', name: 'Windows-1254' },
  'windows-1254': { label: 'windows-1254', name: 'Windows-1254' },
};

const WESTERN: LegacyEncoding = { label: 'windows-1252', name: 'Windows-1252' };

/** The likeliest by chardet that knows every byte of the sample; the likeliest at all where none does. */
function oneByte(sample: Uint8Array): LegacyEncoding {
  const guesses = analyse(sample).flatMap(({ name }) => ONE_BYTE[name] ?? []);
  const fits = ({ label }: LegacyEncoding): boolean =>
    !/[\uFFFD\x80-\x9F]/.test(new TextDecoder(label).decode(sample));
  return guesses.find(fits) ?? guesses[0] ?? WESTERN;
}

/** From the start of the line with the first byte that is not ASCII, so that no character is cut. */
function sampleOf(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte >= 0x80);
  const start = Math.max(bytes.lastIndexOf(0x0a, first) + 1, first - 4096, 0);
  return bytes.subarray(start, start + SAMPLE);
}
