import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import {
  fingerprintOf,
  modelsDirectory,
  readEncoderManifest,
  verifyFiles,
} from '../../../src/engine/models/manifest.ts';
import { openEncoder } from '../../../src/engine/models/openEncoder.ts';
import { openReader } from '../../../src/engine/models/openReader.ts';
import { RecollectError } from '../../../src/protocol/errors.ts';

const shipped = path.join(modelsDirectory(), 'encoder');
const scratch = mkdtempSync(path.join(tmpdir(), 'recollect-models-'));
after(() => rmSync(scratch, { recursive: true }));

let models = '';
let encoder = '';
let count = 0;

/** A copy of the shipped model in which one file may be harmed; the others are links. */
beforeEach(() => {
  models = path.join(scratch, String(count++));
  encoder = path.join(models, 'encoder');
  mkdirSync(encoder, { recursive: true });
  for (const name of ['encoder.onnx', 'embeddings.bin', 'tokenizer.json', 'manifest.json'])
    symlinkSync(path.join(shipped, name), path.join(encoder, name));
});

function own(name: string): string {
  const file = path.join(encoder, name);
  rmSync(file);
  copyFileSync(path.join(shipped, name), file);
  return file;
}

async function checkIncomplete(...words: readonly string[]): Promise<void> {
  await assert.rejects(
    async () => {
      const opened = await openEncoder(models, { workers: 1 });
      try {
        await opened.encode(['a'], 'passage');
      } finally {
        await opened.close();
      }
    },
    (error) => {
      assert.ok(error instanceof RecollectError);
      assert.equal(error.code, 'model-incomplete');
      for (const word of [...words, 'answered by their words only', 'npm ci'])
        assert.ok(error.message.includes(word), `${word} is not in: ${error.message}`);
      return true;
    },
  );
}

describe('a model that is not whole is named with what it means and what to do', () => {
  it('a missing file', async () => {
    rmSync(path.join(encoder, 'embeddings.bin'));
    await checkIncomplete('embeddings.bin is missing');
  });

  for (const name of ['encoder.onnx', 'embeddings.bin', 'tokenizer.json'])
    it(`${name} cut short`, async () => {
      truncateSync(own(name), 5000);
      await checkIncomplete(name, '5000 bytes where');
    });

  it('a graph of the right length that is no graph', async () => {
    const file = own('encoder.onnx');
    writeFileSync(file, Buffer.alloc(readFileSync(file).length, 7));
    await checkIncomplete('encoder.onnx cannot be loaded');
  });

  it('a tokenizer of the right length that is none', async () => {
    const file = own('tokenizer.json');
    writeFileSync(file, Buffer.alloc(readFileSync(file).length, 'x'));
    await checkIncomplete('tokenizer.json cannot be loaded');
  });

  it('a missing description', async () => {
    rmSync(path.join(encoder, 'manifest.json'));
    await checkIncomplete('manifest.json cannot be read');
  });

  it('a description of another format, and one that names a file elsewhere', async () => {
    const file = own('manifest.json');
    const json = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...json, format: 2 }));
    await checkIncomplete('manifest.json is damaged', 'format is 2');
    writeFileSync(file, JSON.stringify({ ...json, files: [{ ...json.files[0], name: '../x' }] }));
    await checkIncomplete('manifest.json is damaged', 'no plain name');
  });
});

const readerShipped = existsSync(path.join(modelsDirectory(), 'reader/manifest.json'));

describe(
  'a reader that is not whole says that answers are sentences until then',
  { skip: readerShipped ? false : 'models/reader is not there; models/README.md says how it is made' },
  () => {
    let reader = '';
    beforeEach(() => {
      reader = path.join(models, 'reader');
      mkdirSync(reader);
      for (const name of ['reader.onnx', 'manifest.json'])
        copyFileSync(path.join(modelsDirectory(), 'reader', name), path.join(reader, name));
    });

    const checkReader = async (...words: readonly string[]): Promise<void> => {
      const opened = await openEncoder(models, { workers: 1 });
      await assert.rejects(
        async () => (await openReader(opened, models)).read('a', ['b']),
        (error) => {
          assert.ok(error instanceof RecollectError);
          assert.equal(error.code, 'model-incomplete');
          for (const word of [...words, 'answers are whole sentences', 'npm ci'])
            assert.ok(error.message.includes(word), `${word} is not in: ${error.message}`);
          return true;
        },
      );
      // The encoder shares its threads and goes on.
      assert.equal((await opened.encode(['a'], 'passage')).length, 1);
      await opened.close();
    };

    it('missing', async () => {
      rmSync(reader, { recursive: true });
      await checkReader('manifest.json cannot be read');
    });

    it('cut short', async () => {
      truncateSync(path.join(reader, 'reader.onnx'), 5000);
      await checkReader('reader.onnx', '5000 bytes where');
    });

    it('of the right length but no graph', async () => {
      const file = path.join(reader, 'reader.onnx');
      writeFileSync(file, Buffer.alloc(readFileSync(file).length, 7));
      await checkReader('reader.onnx cannot be loaded');
    });

    it('the description of another model', async () => {
      copyFileSync(path.join(shipped, 'manifest.json'), path.join(reader, 'manifest.json'));
      await checkReader('manifest.json is damaged', 'describes no reader');
    });
  },
);

describe('verifyFiles', () => {
  it('finds nothing wrong with the shipped model', () => {
    assert.deepEqual(verifyFiles(shipped, readEncoderManifest(shipped)), []);
  });

  it('finds one byte that is not right', () => {
    const file = own('tokenizer.json');
    const bytes = readFileSync(file);
    bytes[1000] = bytes[1000]! ^ 1;
    writeFileSync(file, bytes);
    const faults = verifyFiles(encoder, readEncoderManifest(encoder));
    assert.equal(faults.length, 1);
    assert.match(faults[0]!, /tokenizer\.json is not the one that was shipped/);
  });
});

describe('fingerprintOf', () => {
  const manifest = readEncoderManifest(shipped);

  it('changes with all that a vector depends on and with nothing else', () => {
    const known = fingerprintOf(manifest);
    assert.match(known, /^[0-9a-f]{16}$/);
    const { files, prefixes } = manifest;
    const changed = files.map((file, index) => (index === 0 ? { ...file, sha256: '0'.repeat(64) } : file));
    for (const other of [
      { ...manifest, files: changed },
      { ...manifest, prefixes: { ...prefixes, query: 'q: ' } },
      { ...manifest, prefixes: { ...prefixes, passage: 'p: ' } },
      { ...manifest, pooling: 'cls' },
      { ...manifest, maxTokens: 256 },
    ])
      assert.notEqual(fingerprintOf(other), known);
    assert.equal(fingerprintOf({ ...manifest, licence: 'x', files: files.toReversed() }), known);
  });
});

describe('modelsDirectory', () => {
  it('is the folder given, then RECOLLECT_MODELS, then the one above the code', async () => {
    assert.equal(modelsDirectory(models), models);
    assert.equal(path.dirname(shipped), path.resolve(import.meta.dirname, '../../../models'));
    const before = process.env['RECOLLECT_MODELS'];
    process.env['RECOLLECT_MODELS'] = models;
    try {
      assert.equal(modelsDirectory(), models);
      await (await openEncoder()).close();
    } finally {
      if (before === undefined) delete process.env['RECOLLECT_MODELS'];
      else process.env['RECOLLECT_MODELS'] = before;
    }
  });
});

describe('a process that encodes', () => {
  /** Runs the child of {@link file:./encodingChild.ts} to its end. */
  async function exitOf(mode: 'exit' | 'leave'): Promise<unknown[]> {
    const child = fork(path.join(import.meta.dirname, 'encodingChild.ts'), [mode], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    return once(child, 'exit');
  }

  it('may exit in the midst of a text', async () => {
    for (let run = 0; run < 3; run++) assert.deepEqual(await exitOf('exit'), [3, null]);
  });

  it('ends by itself where nothing is left to do, without being closed', async () => {
    assert.deepEqual(await exitOf('leave'), [0, null]);
  });
});
