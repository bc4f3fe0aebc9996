import { found, type Found } from './found.ts';

const LOCAL =
  "[A-Za-z0-9\\u00c0-\\u024f](?:[A-Za-z0-9\\u00c0-\\u024f._%+'-]{0,62}[A-Za-z0-9\\u00c0-\\u024f_+-])?";
const LABEL = '[A-Za-z0-9\\u00c0-\\u024f](?:[A-Za-z0-9\\u00c0-\\u024f-]{0,61}[A-Za-z0-9\\u00c0-\\u024f])?';
const ADDRESS = new RegExp(
  `(?<![A-Za-z0-9\\u00c0-\\u024f@/])(${LOCAL})(?:@| @ )((?:${LABEL}\\.){1,5}(?:[A-Za-z]{2,24}|xn--[a-z0-9-]{2,59})(?![A-Za-z0-9])|[\\p{Script=Han}A-Za-z0-9-]{1,30}\\.(?:中国|公司|网络|中國|香港|台湾|台灣))`,
  'gu',
);
/** How people hide an address from programs that collect them. */
const SPELLED = new RegExp(
  `(?<![A-Za-z0-9@])(${LOCAL})\\s?[(\\[{<]\\s?at\\s?[)\\]}>]\\s?((?:${LABEL}(?:\\s?[(\\[{<]\\s?dot\\s?[)\\]}>]\\s?|\\.)){1,4}[A-Za-z]{2,24})(?![A-Za-z0-9])`,
  'giu',
);
const IMAGE = /\.(?:png|jpe?g|gif|svg|webp|ico|avif)$/iu;
/** `package@18.2.0-beta.rc`; but 163.com is where a part of China has its mail. */
const VERSION = /^v?\d+\.\d+(?:\.|-)/iu;

/** E-mail addresses, also with a full-width @, in a domain of Chinese characters, or spelled `(at)`. */
export function emails(text: string): Found[] {
  return [...text.matchAll(ADDRESS), ...text.matchAll(SPELLED)].flatMap(
    ({ index, 0: written, 1: local = '', 2: domain = '' }) =>
      IMAGE.test(domain) || VERSION.test(domain) || (local === 'git' && text[index + written.length] === ':')
        ? []
        : [
            found(
              'e-mail',
              index,
              written,
              `${local}@${domain.replace(/\s?[([{<]\s?dot\s?[)\]}>]\s?/giu, '.')}`.toLowerCase(),
            ),
          ],
  );
}
