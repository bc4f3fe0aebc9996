import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openEncoder } from '../../../src/engine/models/openEncoder.ts';
import { LateEncoder } from '../../../bench/quality/systems/peers/lateChunking.ts';
import { cutWindows } from '../../../bench/quality/systems/windows.ts';

const encoder = await openEncoder(undefined, { workers: 1 });
after(() => encoder.close());

const cosine = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, d) => sum + value * b[d]!, 0);
const FACTS = 'It has 412 rooms and was opened in 1931. Its roof is of copper. ';
const HOTEL = `${'The Grand Hotel stands by the harbour of Bergen. '.repeat(11)}\n`;
const SCHOOL = `${'The school of Bremen teaches nine hundred pupils. '.repeat(11)}\n`;

async function late(text: string): Promise<Float32Array[]> {
  const windows = cutWindows('f', text);
  const chunked = new LateEncoder(encoder);
  return chunked.encode(chunked.keys(windows), 'passage');
}

test('a chunk alone means nearly what its text means; beside others it has seen them', async () => {
  const [alone] = await late(FACTS);
  const [plain] = await encoder.encode([FACTS.trim()], 'passage');
  assert.ok(cosine(alone!, plain!) > 0.97, `${cosine(alone!, plain!)}`);
  const ofHotel = (await late(HOTEL + FACTS)).at(-1)!;
  const ofSchool = (await late(SCHOOL + FACTS)).at(-1)!;
  const [question] = await encoder.encode(['How many rooms has the hotel in Bergen?'], 'query');
  assert.ok(cosine(ofHotel, question!) > cosine(ofSchool, question!));
});

test('every chunk has a vector of length 1, also one that is longer than the encoder reads', async () => {
  const text = Array.from(
    { length: 110 },
    (_, i) => `Clause ${i} is about the rent of flat ${i % 17}. `,
  ).join('');
  const vectors = await late(text);
  assert.equal(vectors.length, cutWindows('f', text).length);
  assert.ok(vectors.length > 8);
  for (const vector of vectors) assert.ok(Math.abs(cosine(vector, vector) - 1) < 1e-4);
  const unbroken = 'x1-'.repeat(700);
  assert.equal((await late(`${unbroken} ${FACTS}`)).length, cutWindows('f', `${unbroken} ${FACTS}`).length);
});
