// Run by manifest.test.ts: encodes and then exits in the midst of it, or leaves without closing.
import { openEncoder } from '../../../src/engine/models/openEncoder.ts';

const encoder = await openEncoder(undefined, { workers: 2 });
await encoder.encode(['ready'], 'query');
if (process.argv[2] === 'exit') {
  const texts = Array.from({ length: 100 }, (_, index) => `${index} `.repeat(300));
  encoder.encode(texts, 'passage').catch(() => undefined);
  setTimeout(() => process.exit(3), 150);
}
