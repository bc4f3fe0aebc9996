import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { decode, looksBinary } from '../../../src/engine/workspace/decode.ts';

function check(bytes: Uint8Array, text: string, note: RegExp | ''): void {
  const decoded = decode(bytes);
  assert.equal(decoded.kind, 'text', decoded.kind === 'binary' ? decoded.reason.text : '');
  assert.ok(decoded.kind === 'text');
  assert.equal(decoded.text, text);
  if (note === '') assert.equal(decoded.note, null);
  else assert.match(decoded.note?.text ?? '', note);
}

const utf16 = (text: string, order: 'le' | 'be'): Buffer =>
  order === 'le' ? Buffer.from(text, 'utf16le') : Buffer.from(text, 'utf16le').swap16();

interface Sample {
  readonly name: string;
  readonly text: string;
  readonly times: number;
  readonly base64: string;
}

/** Made by Python's codecs, which share nothing with the decoders under test. */
const samples: readonly Sample[] = JSON.parse(
  readFileSync(path.join(import.meta.dirname, '..', '..', 'golden', 'encodings.json'), 'utf8'),
);

for (const { name, text, times, base64 } of samples) {
  test(`${name} is known by ${times === 1 ? '' : `${times} times `}${JSON.stringify(text.slice(0, 24))}`, () => {
    const bytes = Buffer.concat(Array.from({ length: times }, () => Buffer.from(base64, 'base64')));
    check(bytes, text.repeat(times), new RegExp(`^Not valid UTF-8: read as ${name}\\.$`));
  });
}

test('UTF-8 is read as it is, its mark and carriage returns included', () => {
  check(Buffer.from('a\r\nb 中 😀'), 'a\r\nb 中 😀', '');
  check(Buffer.from('\uFEFFa'), '\uFEFFa', '');
  check(Buffer.alloc(0), '', '');
});

test('UTF-16 is read in both orders, with a mark and without', () => {
  for (const order of ['le', 'be'] as const) {
    const text = '第三条 租金 rent\r\nof the house 😀\r\n';
    check(utf16(`\uFEFF${text}`, order), `\uFEFF${text}`, new RegExp(`UTF-16 ${order}`, 'i'));
    check(utf16(text.repeat(20), order), text.repeat(20), /No byte order mark/);
    const chinese = '一二三，一个文件\n';
    check(utf16(chinese.repeat(30), order), chinese.repeat(30), /No byte order mark/);
    check(utf16('A plain note.\r\n', order), 'A plain note.\r\n', /No byte order mark/);
  }
  check(Buffer.from([0xff, 0xfe, 0x41, 0, 0x42]), '\uFEFFA\uFFFD', /UTF-16 LE/);
});

test('UTF-8 with a few bad bytes stays UTF-8 and says in how many places', () => {
  const text = '会议于上午九点开始。';
  const bytes = Buffer.concat([
    Buffer.from(text),
    Buffer.from([0xff]),
    Buffer.from(text),
    Buffer.from([0xe4, 0xb8]),
  ]);
  check(bytes, `${text}\uFFFD${text}\uFFFD`, /not valid UTF-8.*: 2\.$/);
});

test('Japanese mail with escapes is read', () => {
  check(Buffer.from('\x1b$B$3$s\x1b(B!', 'latin1'), 'こん!', /ISO-2022-JP/);
});

test('text with some zero bytes is text, and says so', () => {
  const text = `a log line\n${'\0'.repeat(3)}${'another line\n'.repeat(40)}`;
  check(Buffer.from(text), text, /^Zero bytes among the text: 3\.$/);
});

test('binary data is refused under any name', () => {
  const noise = Buffer.alloc(300_000);
  let state = 1;
  for (let i = 0; i < noise.length; i++) noise[i] = (state = (state * 48271) % 2147483647) & 0xff;
  const integers = Buffer.from(Uint32Array.from({ length: 5000 }, (_, i) => i * 7).buffer);
  const lateNoise = Buffer.concat([Buffer.from('A header.\n'.repeat(20_000)), noise]);
  for (const bytes of [
    noise,
    noise.subarray(0, 5000),
    integers,
    lateNoise,
    Buffer.from('%PDF-1.7\n'),
    Buffer.alloc(4096),
  ]) {
    const decoded = decode(bytes);
    assert.equal(decoded.kind, 'binary');
    assert.ok(decoded.kind === 'binary' && /^It (?:holds|is) .*\.$/.test(decoded.reason.text));
  }
  assert.equal(looksBinary(noise.subarray(0, 65536)), true);
});

test('any bytes are text or have a reason, and valid UTF-8 comes back to the byte', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      const decoded = decode(bytes);
      assert.ok(
        decoded.kind === 'text' ? typeof decoded.text === 'string' : decoded.reason.text.endsWith('.'),
      );
    }),
    { numRuns: 1000 },
  );
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      const printable = text.replace(/[\x00-\x08\x0e-\x1f\x7f]/g, '');
      check(Buffer.from(printable), printable, '');
    }),
  );
});
