import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { Tokenizer } from '@huggingface/tokenizers';
import type { EncodingRole } from '../../../src/core/ports.ts';
import { isCancelled } from '../../../src/protocol/errors.ts';
import { defaultWorkers } from '../../../src/engine/models/modelPool.ts';
import { modelsDirectory } from '../../../src/engine/models/manifest.ts';
import type { OnnxEncoder } from '../../../src/engine/models/onnxEncoder.ts';
import { openEncoder } from '../../../src/engine/models/openEncoder.ts';
import { TextTokenizer } from '../../../src/engine/models/tokenizer.ts';
import { cosine } from '../../support/cosine.ts';

interface Reference {
  readonly role: EncodingRole;
  readonly text: string;
  readonly ids: readonly number[];
  readonly vector: readonly number[];
}

const references: readonly Reference[] = readFileSync(
  path.join(import.meta.dirname, '../../golden/encoder-reference.jsonl'),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));

const LIMIT = 512;
const END = 2;

describe('TextTokenizer', () => {
  const tokenizer = TextTokenizer.load(path.join(modelsDirectory(), 'encoder/tokenizer.json'));

  it('gives the ids of the reference engine on all twenty texts', () => {
    assert.equal(references.length, 20);
    for (const { role, text, ids } of references)
      assert.deepEqual([...tokenizer.ids(`${role}: ${text}`, LIMIT)], ids, text);
  });

  it('gives the ids that the package gives with its whole trie', () => {
    const file = path.join(modelsDirectory(), 'encoder/tokenizer.json');
    const whole = new Tokenizer(JSON.parse(readFileSync(file, 'utf8')), {});
    const sources = ['src/core/ports.ts', 'src/core/text/words.ts', 'models/build/encoder.py', 'LICENSE'];
    const texts = sources.map((source) => readFileSync(path.join(modelsDirectory(), '..', source), 'utf8'));
    texts.push(
      '',
      'x',
      '\u2581',
      '𠮷𠮷野家',
      '\ud83d',
      '한국어 ภาษาไทย עברית',
      '👩‍💻',
      '<s> a </s> <unk>',
      'zzzzzz',
    );
    for (const text of [...texts, ...references.map((reference) => reference.text)])
      assert.deepEqual([...tokenizer.ids(text, 1e6)], whole.encode(text).ids, text.slice(0, 80));
  });

  it('cuts at the limit and keeps the end token', () => {
    const text = 'one two three four five six seven eight nine ten';
    const whole = tokenizer.ids(text, LIMIT);
    const cut = tokenizer.ids(text, 6);
    assert.equal(cut.length, 6);
    assert.deepEqual([...cut], [...whole.slice(0, 5), END]);
    assert.deepEqual([...tokenizer.ids(text, whole.length)], [...whole]);
  });

  it('reads only the start of a long text, and the same as from the whole', () => {
    const sentence = 'The boiler is inspected once a year, 每年检查一次锅炉. ';
    const enough = tokenizer.ids(sentence.repeat(70), LIMIT);
    const started = performance.now();
    const megabyte = tokenizer.ids(sentence.repeat(22_000), LIMIT);
    assert.ok(performance.now() - started < 2000, 'took as long as the whole text');
    assert.equal(megabyte.length, LIMIT);
    assert.deepEqual([...megabyte], [...enough]);
  });

  it('finds the words behind a long run of white space', () => {
    const ids = tokenizer.ids(`${' '.repeat(100_000)}boiler`, LIMIT);
    assert.deepEqual([...ids], [...tokenizer.ids('boiler', LIMIT)]);
  });

  it('does not cut a character in two where it looks first', () => {
    const ids = tokenizer.ids(`${' '.repeat(4095)}👩 boiler`, LIMIT);
    assert.deepEqual([...ids], [...tokenizer.ids(' 👩 boiler', LIMIT)]);
  });

  it('counts tokens without the two at the ends', () => {
    assert.equal(tokenizer.count(''), 0);
    for (const { role, text, ids } of references)
      assert.equal(tokenizer.count(`${role}: ${text}`), ids.length - 2);
    const long = 'The boiler is inspected once a year. '.repeat(1000);
    assert.ok(
      Math.abs(tokenizer.count(long) - 1000 * tokenizer.count('The boiler is inspected once a year.')) < 20,
    );
  });
});

describe('OnnxEncoder', () => {
  const encoders: OnnxEncoder[] = [];
  const open = async (workers?: number): Promise<OnnxEncoder> => {
    const encoder = await openEncoder(undefined, workers === undefined ? {} : { workers });
    encoders.push(encoder);
    return encoder;
  };
  let first: Promise<OnnxEncoder> | undefined;
  const shared = (): Promise<OnnxEncoder> => (first ??= open(2));
  after(() => Promise.all(encoders.map((encoder) => encoder.close())));

  const passages = references.filter(({ role }) => role === 'passage').map(({ text }) => text);

  it('agrees with the reference engine to a cosine of 0.99', async () => {
    const encoder = await shared();
    assert.equal(encoder.dimensions, 384);
    for (const { role, text, vector } of references) {
      const [found] = await encoder.encode([text], role);
      assert.ok(cosine(found!, vector) >= 0.99, `${cosine(found!, vector)}: ${text}`);
      assert.ok(Math.abs(Math.hypot(...found!) - 1) < 1e-5);
    }
  });

  it('invariant 4: a vector depends on its text alone, bit for bit, whoever computes it', async () => {
    const encoder = await shared();
    const together = await encoder.encode(passages, 'passage');
    const reversed = (await encoder.encode(passages.toReversed(), 'passage')).toReversed();
    assert.deepEqual(reversed, together);
    const alone = await open(1);
    for (const [index, text] of passages.entries()) {
      const [vector] = await alone.encode([text], 'passage');
      assert.deepEqual(vector, together[index], text);
      const [, between] = await alone.encode([passages.at(index - 1)!, text, 'a neighbour'], 'passage');
      assert.deepEqual(between, together[index], text);
    }
  });

  it('lets the models go once nothing was to be done for a while, and gives the same vectors with new ones', async () => {
    const encoder = await openEncoder(undefined, { workers: 1, idleAfter: 1 });
    encoders.push(encoder);
    const [before] = await encoder.encode(['boiler'], 'query');
    const { pool } = await encoder.load();
    while ((await encoder.load()).pool === pool) await new Promise((resolve) => setTimeout(resolve, 1));
    assert.equal(pool.workers, 0);
    const [after] = await encoder.encode(['boiler'], 'query');
    assert.deepEqual(after, before);
  });

  it('reads a question and a passage differently', async () => {
    const encoder = await shared();
    const [question] = await encoder.encode(['boiler'], 'query');
    const [passage] = await encoder.encode(['boiler'], 'passage');
    assert.notDeepEqual(question, passage);
  });

  it('encodes empty texts, unpaired surrogates and a megabyte', async () => {
    const encoder = await shared();
    const texts = ['', ' \n\t ', '\ud83d', 'a\udc00b', '\0', 'ab '.repeat(350_000), '长'.repeat(1_000_000)];
    const vectors = await encoder.encode(texts, 'passage');
    assert.equal(vectors.length, texts.length);
    for (const vector of vectors) assert.ok(Math.abs(Math.hypot(...vector) - 1) < 1e-5);
    assert.deepEqual(await encoder.encode([], 'passage'), []);
  });

  it('answers a question before the passages that wait', async () => {
    const encoder = await shared();
    const order: string[] = [];
    const many = Array.from({ length: 60 }, (_, index) => `${passages[index % passages.length]!} ${index}`);
    const indexing = encoder.encode(many, 'passage').then(() => order.push('passages'));
    await encoder.encode(['where is the retry limit set'], 'query');
    order.push('question');
    await indexing;
    assert.deepEqual(order, ['question', 'passages']);
  });

  it('invariant 9: stops between two texts and says that it was stopped', async () => {
    const encoder = await shared();
    const controller = new AbortController();
    const many = Array.from({ length: 500 }, (_, index) => `${passages[index % passages.length]!} ${index}`);
    const started = performance.now();
    const encoding = encoder.encode(many, 'passage', controller.signal);
    setTimeout(() => controller.abort(), 50);
    await assert.rejects(encoding, isCancelled);
    const taken = performance.now() - started;
    await assert.rejects(encoder.encode(['a'], 'passage', AbortSignal.abort()), isCancelled);
    const [vector] = await encoder.encode([passages[0]!], 'passage');
    const again = performance.now();
    await encoder.encode(many.slice(0, 50), 'passage');
    assert.ok(taken < (performance.now() - again) * 5, 'went on after it was stopped');
    assert.deepEqual([vector], await encoder.encode([passages[0]!], 'passage'));
  });

  it('finishes the text at hand and rejects the rest when it is closed', async () => {
    const encoder = await open(1);
    await encoder.encode(['a'], 'passage');
    const encoding = encoder.encode(passages, 'passage');
    const rejected = assert.rejects(encoding, isCancelled);
    await encoder.close();
    await rejected;
    await assert.rejects(encoder.encode(['a'], 'passage'), isCancelled);
  });
});

describe('defaultWorkers', () => {
  const check = (parallelism: number, workers: number): void =>
    assert.equal(defaultWorkers(parallelism), workers, `${parallelism}`);

  it('takes both of two cores, half of more, four at most', () => {
    check(1, 1);
    check(2, 2);
    check(3, 2);
    check(4, 2);
    check(8, 4);
    check(64, 4);
  });
});
