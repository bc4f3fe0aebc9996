import { TRADITIONAL_PAIRS } from '../../src/core/text/traditional.ts';

const TRADITIONAL = new Map<string, string>();
const AMBIGUOUS = new Set<string>();
for (let i = 0; i < TRADITIONAL_PAIRS.length; i += 2) {
  const simple = TRADITIONAL_PAIRS[i + 1]!;
  if (TRADITIONAL.has(simple)) AMBIGUOUS.add(simple);
  TRADITIONAL.set(simple, TRADITIONAL_PAIRS[i]!);
}

/** What traditional texts have as well says nothing of another character: 出 is 出, not 齣. */
const BIG5 = new Set<string>();
const decoder = new TextDecoder('big5');
for (let high = 0xa4; high <= 0xf9; high++)
  for (let low = 0x40; low <= 0xfe; low++) BIG5.add(decoder.decode(Uint8Array.of(high, low)));

/** In traditional characters, where a simplified one stands for a single traditional one. */
export function inTraditional(text: string): string {
  return text.replace(/[\u4e00-\u9fff]/gu, (letter) =>
    AMBIGUOUS.has(letter) || BIG5.has(letter) ? letter : (TRADITIONAL.get(letter) ?? letter),
  );
}
