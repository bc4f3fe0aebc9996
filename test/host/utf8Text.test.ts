import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { utf8Text } from '../../src/host/utf8Text.ts';

suite('A file that is not open', () => {
  test('is read where it is UTF-8, without its byte order mark', () => {
    assert.equal(utf8Text(new TextEncoder().encode('\uFEFF租期三年。 The lease.')), '租期三年。 The lease.');
    assert.equal(utf8Text(new Uint8Array()), '');
  });

  test('is not read in another encoding', () => {
    // 租期 in GBK.
    assert.equal(utf8Text(Uint8Array.of(0xd7, 0xe2, 0xc6, 0xda)), undefined);
    assert.equal(utf8Text(Buffer.from('The lease.', 'utf16le')), undefined);
    assert.equal(utf8Text(Buffer.from('\uFEFF租期', 'utf16le')), undefined);
    assert.equal(utf8Text(Buffer.from('café', 'latin1')), undefined);
  });
});
