import { found, TAKEN, type Found } from './found.ts';

/**
 * Tokens that say by their form whose they are; forms from gitleaks' rules (MIT, github.com/gitleaks/gitleaks) and the
 * issuers' documentation.
 */
const ISSUED = new RegExp(
  `(?<![A-Za-z0-9_])(?:${[
    'sk-(?:ant-|proj-|svcacct-|or-v1-|lf-)?[A-Za-z0-9][A-Za-z0-9_-]{18,}', // OpenAI, Anthropic, DeepSeek and others
    '(?:sk|rk|pk|whsec)_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/]{20,}={0,2}', // Stripe
    'gh[oprsu]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{20,}',
    'gl(?:pat|ptt|dt|rt)-[A-Za-z0-9_-]{20,}',
    '(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])', // Amazon
    'LTAI[A-Za-z0-9]{12,26}(?![A-Za-z0-9])', // Alibaba
    'AKID[A-Za-z0-9]{13,40}(?![A-Za-z0-9])', // Tencent
    'AIza[A-Za-z0-9_-]{35}|ya29\\.[A-Za-z0-9_-]{20,}|GOCSPX-[A-Za-z0-9_-]{20,}', // Google
    'xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{10,}', // Slack
    'npm_[A-Za-z0-9]{30,}|pypi-[A-Za-z0-9_-]{50,}|hf_[A-Za-z0-9]{30,}|gsk_[A-Za-z0-9]{30,}|r8_[A-Za-z0-9]{30,}',
    'SG\\.[A-Za-z0-9_-]{20,}\\.[A-Za-z0-9_-]{20,}|dop_v1_[a-f0-9]{64}|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}',
    '\\d{8,10}:AA[A-Za-z0-9_-]{32,35}', // Telegram
    'eyJ[A-Za-z0-9_-]{8,}\\.eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]*', // JSON web tokens (RFC 7519)
  ].join('|')})`,
  'gu',
);
const BLOCK =
  /-----BEGIN ([A-Z0-9 ]{1,40})-----(?:[\s\S]*?-----END \1-----|(?:[\sA-Za-z0-9+/=\\]|Proc-Type: [^\n]*|DEK-Info: [^\n]*)*)/gu;
const WEBHOOK =
  /(?<=hooks\.slack\.com\/(?:services|workflows)\/)[A-Za-z0-9/_-]{20,}|(?<=discord(?:app)?\.com\/api\/webhooks\/)\d+\/[\w-]{20,}/giu;
/** What stands between the user's name and the host of an address. */
const IN_ADDRESS = /(?<=\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]{0,64}:)[^\s/@]{3,128}(?=@[A-Za-z0-9[])/giu;
const BEARER = /(?<=\b(?:Bearer|Basic)\s+)(?=[A-Za-z._~+/-]*\d)[A-Za-z0-9._~+/-]{16,}={0,2}/gu;

/** What a secret is called: one that people type, which may be all digits, and one that programs use. */
const TYPED =
  '(?<![a-z0-9])(?:[a-z0-9]+[_-]){0,5}(?:[a-z0-9]{0,20}?(?:password|passwd|passphrase|passcode|pwd)|pass|pin(?: ?码|[ _-]?code)?)|密码|密碼|口令|验证码|驗證碼|校验码|暗号';
const USED =
  '(?<![a-z0-9])(?:[a-z0-9]+[_.-]){0,5}[a-z0-9]{0,20}?(?:api[ _-]?key|api[ _-]?secret|secret(?:[ _-]?(?:access[ _-]?)?key)?|access[ _-]?(?:key|token)(?:[ _-]?(?:id|secret))?|auth[ _-]?token|refresh[ _-]?token|token|client[ _-]?secret|private[ _-]?key|account[ _-]?key|shared[ _-]?access[ _-]?key|signing[ _-]?key|encryption[ _-]?key|license[ _-]?key|credentials?)|密钥|密鑰|秘钥|令牌|私钥|访问密钥|授权码|许可证密钥|激活码';
const LABELLED = new RegExp(
  `((${TYPED})|(?:${USED}))(["'\`\\]]{0,2}\\s*(?::=|=>|[:=]|是|为|為|\\bis\\b(?:\\s+(?:set\\s+to|now))?:?|\\bwas\\b)\\s*)(?:"([^"\\n]{4,200})"|'([^'\\n]{4,200})'|\`([^\`\\n]{4,200})\`|“([^”\\n]{4,200})”|「([^」\\n]{4,200})」|([^\\s"'\`,;，；、。|<>)）\\]}「“\\p{Script=Han}${TAKEN}]{4,200}))`,
  'giu',
);
/** Kept open for the reader to fill in, taken from elsewhere, or no value at all. */
const PLACEHOLDER =
  /^(?:null|none|undefined|true|false|nil|empty|required|optional|n\/a|string|str|bytes|text|hidden|redacted|secret|password|changed|unchanged|missing|invalid|valid|expired|your[_ -].*|my[_-].*|<.*|\[.*|\$.*|\{.*|%.*|x{4,}|\*+|\.+|•+|process\.env.*|os\.environ.*|env\..*|.*\(.*|https?:.*)$/iu;

/** Keys, tokens and passwords: by their form, or by the label in front of them and a look that no word has. */
export function keys(text: string): Found[] {
  const byForm = [BLOCK, ISSUED, WEBHOOK, IN_ADDRESS, BEARER].flatMap((pattern) =>
    [...text.matchAll(pattern)].map(({ index, 0: written }) => {
      const whole = written.trimEnd();
      return found('key', index, whole, whole);
    }),
  );
  return [...byForm, ...labelled(text)];
}

function labelled(text: string): Found[] {
  return [...text.matchAll(LABELLED)].flatMap((match) => {
    const { index, 0: whole, 2: typed, 3: link = '' } = match;
    const quoted = match.slice(4, 9).find((value) => value !== undefined);
    const bare = match[9]?.replace(/[.?:…]+$/u, '');
    const value = quoted ?? bare ?? '';
    if (
      PLACEHOLDER.test(value) ||
      !looksSecret(value, { typed: typed !== undefined, quoted: quoted !== undefined, link })
    )
      return [];
    const start = index + whole.length - (quoted === undefined ? (match[9]?.length ?? 0) : quoted.length + 1);
    return [found('key', start, value, value)];
  });
}

interface Setting {
  /** True for what people type, false for what programs use. */
  readonly typed: boolean;
  readonly quoted: boolean;
  /** What stands between the label and the value. */
  readonly link: string;
}

/** Words and figures of prose and of code follow such labels too ("the token is counted", `token = next()`). */
function looksSecret(value: string, { typed, quoted, link }: Setting): boolean {
  if (/\s/u.test(value) && !(typed && quoted)) return false;
  const digits = /\d/u.test(value);
  const letters = /[a-z]/iu.test(value);
  const marks = /[^A-Za-z0-9\s._/-]/u.test(value);
  const assigned = /=|:=|=>/u.test(link);
  if (!letters)
    return typed ? digits && value.length <= 12 && !/^\d{4}[-/.]\d/u.test(value) : value.length >= 24;
  if (/^[A-Za-z_$][\w$]*(?:[.#]{1,2}[\w$#+-]+)+$/u.test(value) && value.length < 32 && !quoted) return false;
  if (digits || (typed && marks && !/^[A-Za-z]+[!,'’-]/u.test(value)))
    return typed || quoted || value.length >= 8;
  // Letters alone: a word, or a type's name, unless it is given as a value is.
  return typed
    ? quoted || (assigned && !/\s/u.test(link) && !/[._]/u.test(value))
    : quoted && value.length >= 16 && /[a-z][A-Z]/u.test(value) && !/[._-]/u.test(value);
}
