import fc from 'fast-check';
import type { Outline } from '../../src/core/memory/tree.ts';
/** Repeatable numbers in [0, 1): mulberry32. */
export declare function random(seed: number): () => number;
/** Sentences of made-up prose in paragraphs of three to seven; the same for the same arguments. */
export declare function prose(language: 'en' | 'zh', count: number, seed?: number): string;
/** Any text with any outline that fits it. */
export declare function outlinedText(): fc.Arbitrary<{
    text: string;
    outline: Outline;
}>;
