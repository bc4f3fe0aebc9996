import { seeded } from '../../src/core/evaluate/random.ts';
import type { RedactedKind } from '../../src/core/redact/redacted.ts';

/**
 * Sentences with something private in them and something that only looks so. Made from how such things are issued and
 * written, not from how `core/redact` finds them: check digits are found by trying, formats are from letters, forms,
 * mail signatures and configuration files.
 */
export interface RedactionString {
  readonly text: string;
  /** What has to go: where it stands and what it is. */
  readonly secret: {
    readonly start: number;
    readonly end: number;
    readonly kind: RedactedKind;
    readonly form: string;
  };
  /** What only looks private, for lists of mistakes. */
  readonly lookAlike: string;
}

/** Names on the user's list. */
export const LISTED = [
  'Margaret Okafor',
  'Dieter Kühn',
  'Blackwood Mills',
  'Ann Lee',
  '欧阳明',
  '王小红',
  '华星科技',
  'Sato',
];

export function redactionStrings(count: number, seed: number): RedactionString[] {
  const draw = new Draw(seed);
  return Array.from({ length: count }, () => oneString(draw));
}

class Draw {
  readonly #random: () => number;
  constructor(seed: number) {
    this.#random = seeded(seed);
  }
  below(n: number): number {
    return Math.floor(this.#random() * n);
  }
  one<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }
  digits(n: number): string {
    return Array.from({ length: n }, () => this.below(10)).join('');
  }
  from(alphabet: string, n: number): string {
    return Array.from({ length: n }, () => alphabet[this.below(alphabet.length)]).join('');
  }
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }
  chance(p: number): boolean {
    return this.#random() < p;
  }
}

type Language = 'en' | 'zh';
interface Secret {
  readonly kind: RedactedKind;
  readonly form: string;
  readonly text: string;
  /** Goes in front; what the value is announced by, where it needs it. */
  readonly lead?: string;
}

const two = (n: number): string => String(n).padStart(2, '0');
const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LOWER = UPPER.toLowerCase();
const DIGIT = '0123456789';
const wide = (text: string): string =>
  text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).replaceAll(' ', '\u3000');

/** Adds the digit with which the test holds. */
function completed(body: string, test: (whole: string) => boolean, alphabet = DIGIT): string {
  for (const last of alphabet) if (test(body + last)) return body + last;
  throw new Error(`no check digit for ${body}`);
}

function luhn(number: string): boolean {
  const table = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
  return (
    [...number].reverse().reduce((sum, c, i) => sum + (i % 2 === 0 ? Number(c) : table[Number(c)]!), 0) %
      10 ===
    0
  );
}

const residentHolds = (code: string): boolean => {
  // a(i) · 2^(i-1) over all 18 places counted from the right is 1 modulo 11.
  let sum = 0;
  for (let i = 0; i < 18; i++) sum += (code[17 - i] === 'X' ? 10 : Number(code[17 - i])) * (2 ** i % 11);
  return sum % 11 === 1;
};

function ibanOf(country: string, bban: string): string {
  const numeric = [...`${bban}${country}00`].map((c) => String(Number.parseInt(c, 36))).join('');
  return `${country}${two(98 - Number(BigInt(numeric) % 97n))}${bban}`;
}

function creditCode(draw: Draw): string {
  const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
  const body = `${draw.one(['91', '92', '93', '12', '51', '52', '53'])}${draw.one(['110105', '310115', '440305', '330108', '320506'])}${draw.from(alphabet.replace(/[A-Z]/g, ''), 8)}${draw.from(alphabet, 1)}`;
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += alphabet.indexOf(body[i]!) * Number(3n ** BigInt(i) % 31n);
  return body + alphabet[(31 - (sum % 31)) % 31]!;
}

const day = (draw: Draw): [number, number, number] => [
  draw.between(1945, 2006),
  draw.between(1, 12),
  draw.between(1, 28),
];

function spaced(text: string, groups: readonly number[], by: string): string {
  const parts: string[] = [];
  let at = 0;
  for (const size of groups) {
    if (at >= text.length) break;
    parts.push(text.slice(at, at + size));
    at += size;
  }
  if (at < text.length) parts.push(text.slice(at));
  return parts.filter((part) => part !== '').join(by);
}

const SECRETS: Readonly<Record<RedactedKind, readonly ((draw: Draw, language: Language) => Secret)[]>> = {
  'e-mail': [
    (draw, language) => {
      const local = draw.one([
        () => `${draw.one(['anna', 'j.smith', 'li.wei', 'o_brien', 'zhangsan88', 'K.Mueller'])}`,
        () => draw.digits(draw.between(6, 10)),
        () => `${draw.from(LOWER, 4)}+${draw.from(LOWER, 3)}`,
        () => `${draw.from(LOWER, 1)}-${draw.from(LOWER, 6)}.${draw.digits(2)}`,
      ])();
      const domain = draw.one(
        language === 'zh'
          ? [
              '163.com',
              'qq.com',
              '126.com',
              'sina.com.cn',
              'pku.edu.cn',
              'vip.163.com',
              'foxmail.com',
              '139.com',
            ]
          : [
              'gmail.com',
              'example.co.uk',
              'mail.uni-jena.de',
              'Blackwood-Mills.org',
              'nhs.uk',
              'proton.me',
              'x.io',
            ],
      );
      const plain = `${local}@${domain}`;
      const text = draw.one([
        plain,
        plain,
        plain,
        plain,
        plain.toUpperCase(),
        wide(plain),
        plain.replace('@', '＠'),
      ]);
      return { kind: 'e-mail', form: `e-mail ${language}`, text };
    },
  ],
  phone: [
    (draw) => {
      const n = `${draw.one(['130', '135', '138', '139', '150', '158', '166', '177', '186', '189', '191', '198'])}${draw.digits(8)}`;
      const by = draw.one(['', '', ' ', '-', '\u2011', '\u00a0']);
      const body = spaced(n, [3, 4, 4], by);
      const text = draw.one([
        body,
        body,
        body,
        `+86 ${body}`,
        `+86${n}`,
        `86-${n}`,
        `(+86)${n}`,
        `0086 ${n}`,
        wide(body),
      ]);
      return { kind: 'phone', form: 'mobile zh', text };
    },
    (draw) => {
      const [area, length] = draw.one([
        ['010', 8],
        ['021', 8],
        ['020', 8],
        ['0755', 8],
        ['0571', 8],
        ['0512', 8],
        ['0532', 8],
        ['0851', 8],
        ['0931', 7],
        ['0891', 7],
      ] as const);
      const local = `${draw.between(2, 8)}${draw.digits(length - 1)}`;
      const parted = draw.chance(0.3) ? spaced(local, [length - 4, 4], ' ') : local;
      const base = draw.one([
        `${area}-${parted}`,
        `${area}-${parted}`,
        `(${area})${parted}`,
        `（${area}）${parted}`,
        `${area} ${parted}`,
        `${area}－${parted}`,
        wide(`${area}-${local}`),
      ]);
      const text = draw.one([
        base,
        base,
        base,
        `${base}转${draw.between(100, 999)}`,
        `${base}-${draw.between(801, 899)}`,
        `+86 ${area.slice(1)} ${spaced(local, [length - 4, 4], ' ')}`,
      ]);
      return { kind: 'phone', form: 'landline zh', text };
    },
    (draw) => ({
      kind: 'phone',
      form: 'hotline zh',
      text: spaced(
        `${draw.one(['400', '800'])}${draw.one(['820', '810', '666', '700', '680', '860'])}${draw.digits(4)}`,
        [3, 3, 4],
        draw.one(['-', '-', '']),
      ),
      lead: '热线',
    }),
    (draw) => {
      const n = [
        draw.one(['212', '415', '617', '303', '206', '512', '416', '604']),
        `${draw.between(2, 9)}${draw.digits(2)}`,
        draw.digits(4),
      ];
      if (n[1] === '911' || n[1]!.endsWith('11')) n[1] = '555';
      const text = draw.one([
        `(${n[0]}) ${n[1]}-${n[2]}`,
        `(${n[0]}) ${n[1]}-${n[2]}`,
        n.join('-'),
        n.join('.'),
        `1-${n.join('-')}`,
        `+1 ${n.join(' ')}`,
        `+1 (${n[0]}) ${n[1]}-${n[2]}`,
        `+1${n.join('')}`,
        `${n.join('-')} ext. ${draw.digits(3)}`,
        `${n.join('-')} x${draw.digits(3)}`,
      ]);
      return { kind: 'phone', form: 'us', text };
    },
    (draw) => {
      const mobile = `07${draw.one(['700 900', '911 123', '456 789', '890 234'])}${draw.digits(3)}`.replace(
        / /g,
        '',
      );
      const text = draw.one([
        () => spaced(mobile, [5, 6], ' '),
        () => spaced(mobile, [5, 3, 3], ' '),
        () => mobile,
        () => `+44 ${spaced(mobile.slice(1), [4, 6], ' ')}`,
        () => `020 7946 0${draw.digits(3)}`,
        () => `(020) 7946 0${draw.digits(3)}`,
        () => `+44 (0)20 7946 0${draw.digits(3)}`,
        () => `0161 496 0${draw.digits(3)}`,
        () => `01632 960${draw.digits(3)}`,
        () => `0117-496-0${draw.digits(3)}`,
        () => `0044 20 7946 0${draw.digits(3)}`,
      ])();
      return { kind: 'phone', form: 'uk', text };
    },
    (draw) => ({
      kind: 'phone',
      form: 'abroad',
      text: draw.one([
        () => `+49 30 ${draw.between(2000000, 8999999)}`,
        () => `+33 6 12 ${two(draw.between(10, 99))} ${draw.digits(2)} ${draw.digits(2)}`,
        () => `+852 ${draw.one(['2', '6', '9'])}${draw.between(100, 899)} ${draw.digits(4)}`,
        () => `+886 2 2${draw.digits(3)} ${draw.digits(4)}`,
        () => `+65 9${draw.between(100, 799)} ${draw.digits(4)}`,
        () => `+81 90-${draw.between(1000, 8999)}-${draw.digits(4)}`,
      ])(),
    }),
  ],
  id: [
    (draw) => {
      const [y, m, d] = day(draw);
      const body = `${draw.one(['110105', '310104', '440106', '510107', '320583', '370202', '650102', '230103'])}${y}${two(m)}${two(d)}${draw.digits(3)}`;
      const code = completed(body, residentHolds, '0123456789X');
      const text = draw.one([
        code,
        code,
        code,
        code.toLowerCase(),
        spaced(code, [6, 8, 4], ' '),
        spaced(code, [6, 8, 4], '-'),
        wide(code),
        spaced(code, [6, 4, 4, 4], ' '),
      ]);
      return { kind: 'id', form: 'resident', text };
    },
    (draw) => {
      const [y, m, d] = day(draw);
      return {
        kind: 'id',
        form: 'resident, 15 digits',
        text: `${draw.one(['110105', '310104', '440106', '510107'])}${two(Math.min(y, 1985) % 100)}${two(m)}${two(d)}${draw.digits(3)}`,
        lead: '原身份证号',
      };
    },
    (draw) => ({
      kind: 'id',
      form: 'credit code',
      text: draw.chance(0.2) ? wide(creditCode(draw)) : creditCode(draw),
    }),
    (draw) => {
      const text = `${two(draw.between(1, 7))}${draw.between(1, 9)}-${two(draw.between(1, 99))}-${draw.between(1000, 9999)}`;
      return draw.chance(0.7)
        ? { kind: 'id', form: 'ssn', text }
        : { kind: 'id', form: 'ssn', text: text.replaceAll('-', draw.one(['', ' '])), lead: 'SSN:' };
    },
    (draw) => {
      const code = `${draw.from('ABCEGHJKLMNPRSTWXYZ'.replace(/[BGKNTZ]/g, ''), 1)}${draw.from('ABCEGHJKLMPRSTWXYZ', 1)}${draw.digits(6)}${draw.from('ABCD', 1)}`;
      return { kind: 'id', form: 'nino', text: draw.one([code, spaced(code, [2, 2, 2, 2, 1], ' ')]) };
    },
    (draw) => {
      const iban = draw.one([
        () => ibanOf('DE', draw.digits(18)),
        () => ibanOf('GB', `${draw.one(['NWBK', 'BARC', 'HBUK'])}${draw.digits(14)}`),
        () => ibanOf('FR', draw.digits(23)),
        () => ibanOf('NL', `${draw.one(['ABNA', 'INGB'])}${draw.digits(10)}`),
        () => ibanOf('CH', draw.digits(17)),
        () => ibanOf('AE', draw.digits(19)),
      ])();
      return {
        kind: 'id',
        form: 'iban',
        text: draw.chance(0.6)
          ? spaced(
              iban,
              Array.from({ length: 9 }, () => 4),
              ' ',
            )
          : iban,
      };
    },
    (draw, language) => ({
      kind: 'id',
      form: 'passport',
      text:
        language === 'zh'
          ? `${draw.one(['E', 'G', 'EA'])}${draw.digits(language === 'zh' ? 8 : 9)}`.slice(0, 9)
          : draw.digits(9),
      lead:
        language === 'zh'
          ? draw.one(['护照号', '护照号码：', '护照：'])
          : draw.one(['passport no.', 'Passport number:', 'passport']),
    }),
  ],
  card: [
    (draw) => {
      const [prefix, length] = draw.one([
        ['4', 16],
        ['4532', 16],
        ['51', 16],
        ['55', 16],
        ['2223', 16],
        ['37', 15],
        ['34', 15],
        ['6011', 16],
        ['3528', 16],
        ['36', 14],
        ['62', 16],
        ['622202', 19],
        ['621700', 19],
        ['622588', 16],
        ['6225', 19],
      ] as const);
      const code = completed(`${prefix}${draw.digits(length - prefix.length - 1)}`, luhn);
      const groups = length === 15 ? [4, 6, 5] : length === 14 ? [4, 6, 4] : [4, 4, 4, 4, 3];
      const text = draw.one([
        code,
        code,
        spaced(code, groups, ' '),
        spaced(code, groups, ' '),
        spaced(code, groups, '-'),
        spaced(code, groups, '\u00a0'),
        wide(code),
        wide(spaced(code, groups, ' ')),
      ]);
      return { kind: 'card', form: prefix.startsWith('62') ? 'unionpay' : 'other card', text };
    },
  ],
  key: [
    (draw) => {
      const alnum = UPPER + LOWER + DIGIT;
      return {
        kind: 'key',
        form: 'issued key',
        text: draw.one([
          () => `sk-${draw.from(alnum, 48)}`,
          () => `sk-ant-api03-${draw.from(`${alnum}_-`, 80)}A`,
          () => `sk-proj-${draw.from(alnum, 64)}`,
          () => `ghp_${draw.from(alnum, 36)}`,
          () => `github_pat_${draw.from(alnum, 22)}_${draw.from(alnum, 59)}`,
          () => `AKIA${draw.from(`${UPPER}234567`, 16)}`,
          () => `xoxb-${draw.digits(12)}-${draw.digits(12)}-${draw.from(alnum, 24)}`,
          () => `AIza${draw.from(alnum, 35)}`,
          () => `glpat-${draw.from(alnum, 20)}`,
          () => `LTAI5t${draw.from(alnum, 18)}`,
          () => `hf_${draw.from(LOWER + UPPER, 34)}`,
          () => `sk_live_${draw.from(alnum, 24)}`,
        ])(),
      };
    },
    (draw) => {
      const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
      return {
        kind: 'key',
        form: 'jwt',
        text: `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ sub: draw.digits(8), iat: draw.between(1.6e9, 1.7e9) })}.${draw.from(UPPER + LOWER + DIGIT, 43)}`,
      };
    },
    (draw) => ({
      kind: 'key',
      form: 'pem',
      text: `-----BEGIN ${draw.one(['RSA ', 'EC ', '', 'OPENSSH ', 'ENCRYPTED '])}PRIVATE KEY-----\n${draw.from(UPPER + LOWER + DIGIT, 64)}\n${draw.from(UPPER + LOWER + DIGIT, 40)}==\n-----END `,
    }),
    (draw, language) => {
      const value = draw.one([
        () =>
          `${draw.one(['Tiger', 'blue', 'Harbour', 'qwerty', 'Xiao'])}${draw.digits(draw.between(2, 4))}${draw.one(['!', '#', '', '$'])}`,
        () => draw.from(UPPER + LOWER + DIGIT, 10) + draw.digits(2),
        () => `${draw.from(LOWER, 4)}@${draw.digits(3)}${draw.from(UPPER, 2)}`,
        () => draw.digits(6),
      ])();
      const lead = draw.one(
        language === 'zh'
          ? ['密码：', '密码是', '登录密码为', '口令：', '初始密码: ', 'WiFi密码：']
          : [
              'password: ',
              'Password is ',
              'pwd=',
              'PASSWORD="',
              'passphrase: ',
              'db_password = "',
              'The password is ',
            ],
      );
      return { kind: 'key', form: `password ${language}`, text: value, lead };
    },
    (draw, language) => {
      const value = draw.one([
        () => draw.from('0123456789abcdef', 32),
        () => draw.from(UPPER + LOWER + DIGIT, 30) + draw.digits(1),
        () => `${draw.from(UPPER + LOWER + DIGIT, 39)}=`,
      ])();
      const lead = draw.one(
        language === 'zh'
          ? ['密钥：', '访问令牌：', 'api_key=', 'AppSecret: ']
          : [
              'api_key=',
              'API key: ',
              'client_secret: "',
              'access_token=',
              'X-API-Key: ',
              "secret = '",
              'auth token: ',
            ],
      );
      return { kind: 'key', form: `token ${language}`, text: value, lead };
    },
  ],
  name: [
    (draw, language) => {
      const name = draw.one(
        LISTED.filter((one) => /\p{Script=Han}/u.test(one) === (language === 'zh') || draw.chance(0.2)),
      );
      return {
        kind: 'name',
        form: `name ${language}`,
        text: draw.one([name, name, name, name.toUpperCase(), name.toLowerCase(), name.replace(' ', '  ')]),
      };
    },
  ],
};

function pemCompleted(secret: Secret): string {
  return secret.form === 'pem'
    ? `${secret.text}${/BEGIN (.*?)-----/.exec(secret.text)![1]}-----`
    : secret.text;
}

const LOOK_ALIKES: Readonly<Record<Language, readonly ((draw: Draw) => string)[]>> = {
  en: [
    (draw) => `order no. ${draw.digits(draw.between(9, 14))}`,
    (draw) => `Order #${draw.between(1, 9)}${draw.digits(10)}`,
    (draw) => `invoice INV-${draw.between(2015, 2026)}-${draw.digits(5)}`,
    (draw) => `tracking number 1Z${draw.from(UPPER + DIGIT, 6)}${draw.digits(10)}`,
    (draw) => `reference ${draw.digits(10)}`,
    (draw) => `account statement of ${draw.between(1, 28)} March ${draw.between(1990, 2026)}`,
    (draw) => `ISBN 978-${draw.between(0, 9)}-${draw.digits(2)}-${draw.digits(6)}-${draw.digits(1)}`,
    (draw) => `ISBN ${draw.between(0, 9)}-${draw.digits(4)}-${draw.digits(4)}-${draw.one(['X', '3', '7'])}`,
    (draw) => `ISSN ${draw.digits(4)}-${draw.digits(4)}`,
    (draw) =>
      `${draw.between(1990, 2026)}-${two(draw.between(1, 12))}-${two(draw.between(1, 28))} ${two(draw.below(24))}:${two(draw.below(60))}:${two(draw.below(60))}`,
    (draw) => `${two(draw.between(1, 12))}/${two(draw.between(1, 28))}/${draw.between(1990, 2026)}`,
    (draw) => `${draw.between(1990, 2026)}${two(draw.between(1, 12))}${two(draw.between(1, 28))}`,
    (draw) => `£${draw.between(1, 999)},${draw.digits(3)},${draw.digits(3)}.${draw.digits(2)}`,
    (draw) => `$${draw.between(100, 999)}${draw.digits(6)}`,
    (draw) => `EUR ${draw.between(1, 99)} ${draw.digits(3)} ${draw.digits(3)}`,
    (draw) => `a tax of ${draw.between(10, 99)} ${draw.digits(3)} ${draw.digits(3)} dollars`,
    (draw) => `version ${draw.between(1, 20)}.${draw.between(0, 30)}.${draw.digits(4)}`,
    (draw) => `build 10.0.${draw.digits(5)}.${draw.digits(4)}`,
    (draw) =>
      `${draw.between(1, 223)}.${draw.between(0, 255)}.${draw.between(0, 255)}.${draw.between(1, 254)}`,
    (draw) =>
      `fe80::${draw.from('0123456789abcdef', 4)}:${draw.from('0123456789abcdef', 4)}:${draw.digits(4)}`,
    (draw) => `00:1A:${draw.digits(2)}:${draw.digits(2)}:${draw.digits(2)}:${draw.digits(2)}`,
    (draw) =>
      `${draw.from('0123456789abcdef', 8)}-${draw.digits(4)}-4${draw.digits(3)}-a${draw.digits(3)}-${draw.from('0123456789abcdef', 12)}`,
    (draw) => `commit ${draw.from('0123456789abcdef', 40)}`,
    (draw) => `serial S/N ${draw.from(UPPER, 2)}${draw.digits(9)}`,
    (draw) => `serial number ${draw.digits(11)}`,
    (draw) =>
      `doi:10.${draw.between(1000, 9999)}/${draw.from(LOWER, 4)}.${draw.between(2000, 2026)}.${draw.digits(6)}`,
    (draw) => `arXiv:${draw.digits(4)}.${draw.digits(5)}`,
    (draw) => `[${draw.between(1990, 2026)}] EWHC ${draw.between(1, 3999)} (Ch)`,
    (draw) =>
      `${draw.between(100, 599)} U.S. ${draw.between(100, 999)}, ${draw.between(100, 999)} (${draw.between(1950, 2020)})`,
    (draw) => `pages ${draw.between(100, 400)}-${draw.between(401, 900)}`,
    (draw) => `card ending in ${draw.digits(4)}`,
    (draw) => `the number ${broken(completed(`4${draw.digits(14)}`, luhn))}`,
    (draw) =>
      `the number ${spaced(broken(completed(`5${draw.between(1, 5)}${draw.digits(13)}`, luhn)), [4, 4, 4, 4], ' ')}`,
    (draw) => brokenIban(ibanOf('DE', draw.digits(18))),
    (draw) => `react@${draw.between(1, 20)}.${draw.between(0, 9)}.${draw.between(0, 9)}`,
    () => draw2x(),
    (draw) => `@${draw.one(['maria', 'team', 'lease.md', 'channel'])}`,
    (draw) => `Section ${draw.between(1, 20)}.${draw.between(1, 20)}.${draw.between(1, 20)}`,
    (draw) =>
      `the password ${draw.one(['policy', 'is changed every 90 days', 'is required', 'must not be shared'])}`,
    (draw) => `a token ${draw.one(['is a piece of a word', 'budget of 4096', 'limit: 8192'])}`,
    (draw) => `the key ${draw.one(['is under the mat', 'results are in table 3', 'is kept by the warden'])}`,
    (draw) => `timestamp ${draw.between(1500000000, 1799999999)}${draw.one(['', '000'])}`,
    (draw) => `${draw.between(40, 60)}.${draw.digits(6)}, -${draw.between(1, 99)}.${draw.digits(6)}`,
    (draw) => `part no. ${draw.digits(3)}-${draw.digits(4)}-${draw.digits(2)}`,
    () => 'scikit-learn and sk-image',
    () => 'the Annual Leeway of Satori Blackwood',
    (draw) => `ISO ${draw.between(1000, 30000)}-${draw.between(1, 9)}:${draw.between(1990, 2026)}`,
    (draw) => `ticket ${draw.from(UPPER, 4)}-${draw.digits(6)}`,
    (draw) => `a population of ${draw.between(1, 9)},${draw.digits(3)},${draw.digits(3)},${draw.digits(3)}`,
    (draw) => `flight BA${draw.digits(4)} at ${two(draw.below(24))}.${two(draw.below(60))}`,
  ],
  zh: [
    (draw) => `订单号${draw.one(['', '：', ' '])}${draw.digits(draw.between(10, 18))}`,
    (draw) => `订单编号：1${draw.one(['3', '5', '8'])}${draw.digits(9)}`,
    (draw) => `快递单号SF${draw.digits(13)}`,
    (draw) => `运单号 ${draw.digits(12)}`,
    (draw) => `合同编号：HT-${draw.between(2015, 2026)}-${draw.digits(4)}`,
    (draw) => `发票号码${draw.digits(8)}`,
    (draw) => `发票代码${draw.digits(12)}`,
    (draw) => `（${draw.between(2010, 2026)}）京01民终${draw.between(1, 9999)}号`,
    (draw) => `国发〔${draw.between(2010, 2026)}〕${draw.between(1, 99)}号`,
    (draw) => `${draw.between(1990, 2026)}年${draw.between(1, 12)}月${draw.between(1, 28)}日`,
    (draw) => `${draw.between(1990, 2026)}.${two(draw.between(1, 12))}.${two(draw.between(1, 28))}`,
    (draw) => `人民币${draw.between(1, 999)},${draw.digits(3)},${draw.digits(3)}.${draw.digits(2)}元`,
    (draw) => `¥${draw.between(10000, 99999)}${draw.digits(5)}`,
    (draw) => `税额${draw.between(100000, 999999)}.${draw.digits(2)}元`,
    (draw) => `${draw.between(1, 9)}${draw.digits(10)}元`,
    (draw) => `GB/T ${draw.digits(5)}-${draw.between(1990, 2026)}`,
    (draw) => `书号978-7-${draw.digits(3)}-${draw.digits(5)}-${draw.digits(1)}`,
    (draw) => `书号 9787${draw.digits(9)}`,
    (draw) => `股票代码${draw.one(['600519', '000858', '300750'])}`,
    (draw) => `车牌${draw.one(['京A', '沪B', '粤B'])}${draw.digits(5)}`,
    (draw) => `邮编${draw.digits(6)}`,
    (draw) => `序列号${draw.digits(11)}`,
    (draw) => `流水号${draw.digits(draw.between(15, 20))}`,
    (draw) =>
      `批号${draw.between(2015, 2026)}${two(draw.between(1, 12))}${two(draw.between(1, 28))}${draw.digits(3)}`,
    (draw) => `编号为${brokenResident(draw)}`,
    (draw) => `号码${broken(completed(`62${draw.digits(16)}`, luhn))}`,
    (draw) => `版本${draw.between(1, 20)}.${draw.between(0, 30)}.${draw.digits(4)}`,
    (draw) => `192.168.${draw.between(0, 255)}.${draw.between(1, 254)}`,
    (draw) => `${draw.between(1, 9)}${draw.digits(8)}人`,
    (draw) => `第${draw.between(100, 999)}-${draw.between(1000, 1999)}页`,
    (draw) => `密码${draw.one(['长度不少于8位', '应定期更换', '由系统生成', '错误次数超过5次'])}`,
    (draw) => `密钥${draw.one(['由双方各自保管', '管理制度', '长度为2048位'])}`,
    (draw) => `国药准字H${draw.digits(8)}`,
    (draw) => `专利号ZL${draw.between(2005, 2024)}1${draw.digits(7)}.${draw.digits(1)}`,
    (draw) => `型号${draw.from(UPPER, 2)}-${draw.digits(6)}`,
    (draw) => `面积${draw.between(1000, 9999)}.${draw.digits(2)}平方米`,
    () => '护照须在有效期内',
    () => '王小和欧阳',
    (draw) => `时间戳${draw.between(1500000000, 1799999999)}000`,
    (draw) => `比例为${draw.between(1, 99)}.${draw.digits(2)}%`,
  ],
};

const draw2x = (): string => 'logo@2x.png';

/** The number with another last digit, so that its check fails. */
function broken(number: string): string {
  return number.slice(0, -1) + ((Number(number.at(-1)) + 3) % 10);
}

function brokenIban(iban: string): string {
  return iban.slice(0, 2) + two((Number(iban.slice(2, 4)) + 11) % 97) + iban.slice(4);
}

function brokenResident(draw: Draw): string {
  const [y, m, d] = day(draw);
  const body = `110105${y}${two(m)}${two(d)}${draw.digits(3)}`;
  return body + [...DIGIT].find((last) => !residentHolds(body + last))!;
}

const FRAMES: Readonly<Record<Language, readonly ((value: string, other: string) => string)[]>> = {
  en: [
    (v, o) => `Please note ${v} and ${o}.`,
    (v, o) => `In the letter (${o}) she gave ${v}, as agreed.`,
    (v, o) => `${o}; ${v}; end of the list`,
    (v, o) => `According to our records of ${o}, the entry reads ${v}`,
    (v, o) => `| ${v} | ${o} |`,
    (v, o) => `On file: ${v}\nSee also: ${o}\n`,
    (v, o) => `They wrote "${v}" beside ${o}.`,
    (v, o) => `- ${o}\n- ${v}\n`,
  ],
  zh: [
    (v, o) => `请核对${v}，另见${o}。`,
    (v, o) => `甲方（${o}）登记的内容为${v}。`,
    (v, o) => `${o}；${v}；以上。`,
    (v, o) => `根据${o}，记录如下：${v}`,
    (v, o) => `| ${v} | ${o} |`,
    (v, o) => `登记：${v}\n备注：${o}\n`,
    (v, o) => `其中“${v}”与${o}一并存档。`,
    (v, o) => `见${o}、${v}等。`,
  ],
};

/** Words that people put in front of what they give; often none. */
const LEADS: Readonly<Record<Language, Readonly<Record<RedactedKind, readonly string[]>>>> = {
  en: {
    'e-mail': ['', '', 'e-mail ', 'mailto:', 'contact: '],
    phone: ['', '', 'tel. ', 'phone ', 'call ', 'Mobile: ', 'T: '],
    id: ['', '', 'ID ', 'no. '],
    card: ['', '', 'card ', 'card number ', 'Visa '],
    key: ['', 'key ', 'token: '],
    name: ['', 'Ms ', 'signed by '],
  },
  zh: {
    'e-mail': ['', '', '邮箱', '邮箱：', '电子邮件 '],
    phone: ['', '', '电话', '电话：', '手机号', '联系电话 ', '致电'],
    id: ['', '', '证件号', '身份证号：', '代码'],
    card: ['', '', '卡号', '银行卡号：', '账号 '],
    key: ['', '密钥', 'token：'],
    name: ['', '联系人', '由'],
  },
};
const CHINESE = new Set([
  'mobile zh',
  'landline zh',
  'hotline zh',
  'resident',
  'resident, 15 digits',
  'credit code',
  'unionpay',
]);
const ENGLISH = new Set(['us', 'uk', 'ssn', 'nino', 'iban']);

function oneString(draw: Draw): RedactionString {
  let language = draw.one(['en', 'zh'] as const);
  const kind = draw.one(['e-mail', 'phone', 'phone', 'id', 'id', 'card', 'key', 'key', 'name'] as const);
  const secret = draw.one(SECRETS[kind])(draw, language);
  // Forms of one country mostly stand in its language.
  if (CHINESE.has(secret.form) && !draw.chance(0.15)) language = 'zh';
  if (ENGLISH.has(secret.form) && !draw.chance(0.15)) language = 'en';
  const text = pemCompleted(secret);
  const other = draw.one(LOOK_ALIKES[language])(draw);
  const lead = secret.lead ?? draw.one(LEADS[language][secret.kind]);
  const gap = secret.lead !== undefined && /[\w.]$/.test(lead) ? ' ' : '';
  const quote = /["']$/.exec(lead)?.[0] ?? '';
  const frame = draw.one(FRAMES[language]);
  const marked = frame(`${lead}${gap}\u0001${quote}`, other);
  const start = marked.indexOf('\u0001');
  return {
    text: marked.replace('\u0001', () => text),
    secret: { start, end: start + text.length, kind: secret.kind, form: secret.form },
    lookAlike: other,
  };
}
