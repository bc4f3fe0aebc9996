import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE } from '../../sets.ts';

/** Where `bench/fetch-minilm.ts` puts all-MiniLM-L6-v2. */
export const MINILM = join(CACHE, 'minilm');

export const MINILM_MODEL = 'all-minilm-l6-v2-q.onnx';
export const MINILM_TOKENIZER = 'all-minilm-l6-v2-q-tokenizer.json';

/** What the bench was made with; the network is the int8 one that Transformers.js loads. */
export const MINILM_FILES = [
  { name: MINILM_MODEL, sha256: 'afdb6f1a0e45b715d0bb9b11772f032c399babd23bfc31fed1c170afc848bdb1' },
  { name: MINILM_TOKENIZER, sha256: 'da0e79933b9ed51798a3ae27893d3c5fa4a201126cef75586296df9b4d2c62a0' },
] as const;

/** A sentence for each file that is missing from the folder or is another than expected; none where all is well. */
export function minilmFaults(folder = MINILM): string[] {
  return MINILM_FILES.flatMap(({ name, sha256 }) => {
    const path = join(folder, name);
    if (!existsSync(path)) return [`${name} is missing.`];
    const found = createHash('sha256').update(readFileSync(path)).digest('hex');
    return found === sha256 ? [] : [`${name} has the SHA-256 ${found}, not ${sha256}.`];
  });
}
