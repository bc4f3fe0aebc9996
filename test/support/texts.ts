import fc from 'fast-check';
import type { Outline } from '../../src/core/memory/tree.ts';

/** Repeatable numbers in [0, 1): mulberry32. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const ENGLISH =
  'harbour tide keeper ledger winter copper bridge lantern engine meadow signal captain orchard furnace letter window river market clause tenant pump valve report turbine glacier archive violin carpet saddle granite thunder pepper'.split(
    ' ',
  );
const CHINESE = Array.from(
  '山水风云船灯桥河铜镜书信租约阀门泵机温度压力会议记录春夏秋冬东西南北海港钟楼花园石墙铁路车站',
);

/** Sentences of made-up prose in paragraphs of three to seven; the same for the same arguments. */
export function prose(language: 'en' | 'zh', count: number, seed = 1): string {
  const next = random(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)]!;
  let text = '';
  let left = 3 + Math.floor(next() * 5);
  for (let i = 0; i < count; i++) {
    const length = 6 + Math.floor(next() * 14);
    const words = Array.from({ length }, () => pick<string>(language === 'en' ? ENGLISH : CHINESE));
    text += language === 'en' ? `The ${words.join(' ')} no. ${i}.` : `${words.join('')}第${i}号。`;
    left--;
    text += left === 0 ? '\n\n' : language === 'en' ? ' ' : '';
    if (left === 0) left = 3 + Math.floor(next() * 5);
  }
  return text;
}

const PIECES = [
  'The lease ends on 30 June 2026. ', '租约于2026年6月30日到期。', 'Dr. Smith said so.', '\r\n', '\n', '\n\n', '\t', '　', '\u2028', '\ufeff', '😀', '\ud800', '\udc00', 'é', 'e\u0301', 'שלום עולם. ', 'ภาษาไทยไม่มีช่องว่าง', '# Heading\n', '| a | b |\n', '```\ncode();\n```\n', 'x'.repeat(700), '字'.repeat(300), '', ' ', '...', '。。。', 'parseHttpHeader(x); ',
]; // prettier-ignore

/** Any text with any outline that fits it. */
export function outlinedText(): fc.Arbitrary<{ text: string; outline: Outline }> {
  return fc
    .tuple(
      fc.array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 20 })), {
        maxLength: 120,
      }),
      fc.array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.integer({ min: 1, max: 4 })), {
        maxLength: 8,
      }),
      fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { maxLength: 12 }),
    )
    .map(([pieces, headings, breaks]) => {
      const text = pieces.join('');
      // Formats give offsets that never split a surrogate pair.
      const place = (share: number): number => {
        const offset = Math.floor(share * text.length);
        return offset > 0 && /[\udc00-\udfff]/.test(text[offset] ?? '') ? offset - 1 : offset;
      };
      const ascending = (offsets: number[]): number[] => [...new Set(offsets)].sort((a, b) => a - b);
      const depths = headings.map(([, depth]) => depth);
      return {
        text,
        outline: {
          headings:
            text === ''
              ? []
              : ascending(headings.map(([share]) => place(share))).map((start, i) => ({
                  start,
                  depth: depths[i] ?? 1,
                  title: `Heading ${i}`,
                })),
          breaks: text === '' ? [] : ascending(breaks.map(place)),
        },
      };
    });
}
