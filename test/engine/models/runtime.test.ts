import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';
import { loadRuntime, silenceRuntime } from '../../../src/engine/models/runtime.ts';
import { SILENT_RUNTIME } from '../../../src/protocol/silentRuntime.ts';

const root = path.join(import.meta.dirname, '../../..');
const sources = globSync('src/**/*.ts', { cwd: root }).map((file) => ({
  file: file.replaceAll('\\', '/'),
  text: readFileSync(path.join(root, file), 'utf8'),
}));

suite('The telemetry of ONNX Runtime', () => {
  test('is off before the library is loaded, or it is not loaded', async () => {
    const [[name, value]] = Object.entries(SILENT_RUNTIME) as [[string, string]];
    const before = process.env[name];
    try {
      delete process.env[name];
      await assert.rejects(loadRuntime(), new RegExp(name));
      process.env[name] = '0';
      await assert.rejects(loadRuntime(), new RegExp(name));
      silenceRuntime();
      assert.equal(process.env[name], value);
      const { InferenceSession } = await loadRuntime();
      assert.equal(typeof InferenceSession.create, 'function');
    } finally {
      if (before === undefined) delete process.env[name];
      else process.env[name] = before;
    }
  });

  test('only one file loads the library', () => {
    const loading = sources.filter(({ text }) =>
      /(import\(|require\(|^import (?!type)[^;]*from )\s*'onnxruntime-node'/m.test(text),
    );
    assert.deepEqual(
      loading.map(({ file }) => file),
      ['src/engine/models/runtime.ts'],
    );
  });

  test('every process that is forked has it off from the start', () => {
    const forking = sources.filter(
      ({ text }) => /from 'node:child_process'/.test(text) && /\bfork\(/.test(text),
    );
    assert.ok(forking.length >= 2);
    for (const { file, text } of forking) assert.match(text, /\.\.\.SILENT_RUNTIME/, file);
  });
});
