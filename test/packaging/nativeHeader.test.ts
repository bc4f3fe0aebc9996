import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { isLater, nativeHeader } from '../../packaging/nativeHeader.ts';

const ORT = join(import.meta.dirname, '../../node_modules/onnxruntime-node/bin/napi-v6');
const read = (name: string): Buffer => readFileSync(join(ORT, name));

suite('The header of a native file', () => {
  test('tells of ELF the machine, the libraries and the highest versions that it needs', () => {
    for (const arch of ['x64', 'arm64'] as const) {
      const header = nativeHeader(read(`linux/${arch}/onnxruntime_binding.node`));
      assert.equal(header?.format, 'elf');
      assert.equal(header.arch, arch);
      assert.ok(header.needs.includes('libonnxruntime.so.1') && header.needs.includes('libc.so.6'));
    }
    // As readelf -V tells.
    const { versions } = nativeHeader(read('linux/x64/libonnxruntime.so.1'))!;
    assert.equal(versions['GLIBC'], '2.28');
    assert.equal(versions['GLIBCXX'], '3.4.22');
  });

  test('tells of Mach-O the processor, the libraries and the oldest macOS', () => {
    const header = nativeHeader(read('darwin/arm64/onnxruntime_binding.node'));
    assert.deepEqual(header, {
      format: 'mach-o',
      arch: 'arm64',
      needs: ['@rpath/libonnxruntime.1.dylib', '/usr/lib/libc++.1.dylib', '/usr/lib/libSystem.B.dylib'],
      later: [],
      versions: { macOS: '14.0' },
      signed: true,
    });
    const changed = read('darwin/arm64/onnxruntime_binding.node');
    changed.writeUInt8((changed[100_000] ?? 0) ^ 1, 100_000);
    assert.equal(nativeHeader(changed)?.signed, false);
  });

  test('tells of PE the machine and what is loaded at once and later', () => {
    for (const arch of ['x64', 'arm64'] as const) {
      const header = nativeHeader(read(`win32/${arch}/onnxruntime.dll`));
      assert.equal(header?.format, 'pe');
      assert.equal(header.arch, arch);
      assert.ok(header.needs.includes('MSVCP140.dll'));
      assert.ok(header.later.includes('DirectML.dll'));
    }
  });

  test('is none of a text, and a file that is cut short is not taken for a whole one', () => {
    assert.equal(nativeHeader(readFileSync(import.meta.filename)), undefined);
    assert.throws(
      () => nativeHeader(read('linux/x64/onnxruntime_binding.node').subarray(0, 5000)),
      RangeError,
    );
    assert.throws(
      () => nativeHeader(read('win32/x64/onnxruntime_binding.node').subarray(0, 1500)),
      RangeError,
    );
  });

  test('is none of bytes that do not begin as native code does', () => {
    const native = ['7f454c46', 'cffaedfe', 'feedface', 'feedfacf', 'cefaedfe', 'cafebabe'];
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 64, maxLength: 300 }), (bytes) => {
        const buffer = Buffer.from(bytes);
        fc.pre(!native.includes(buffer.toString('hex', 0, 4)) && buffer.toString('latin1', 0, 2) !== 'MZ');
        return nativeHeader(buffer) === undefined;
      }),
    );
  });
});

test('A version is later by its numbers, not by its digits', () => {
  const check = (a: string, b: string, expected: boolean): void =>
    assert.equal(isLater(a, b), expected, `${a} ${b}`);
  check('2.28', '2.28', false);
  check('2.29', '2.28', true);
  check('2.4', '2.28', false);
  check('2.2.5', '2.28', false);
  check('3.4.25', '3.4', true);
});
