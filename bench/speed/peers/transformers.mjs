// A contender: @huggingface/transformers over a stock export (models/build/stock.py), texts in batches. Its amount is
// the number of texts. Speaks as contender.ts does; JavaScript, since its package is installed for the bench alone.
import { env, pipeline } from '@huggingface/transformers';

env.allowRemoteModels = false;
let work;

async function load({ texts, settings }) {
  const { models, model, dtype, threads, batch, sorted } = settings;
  env.localModelPath = models;
  const extract = await pipeline('feature-extraction', model, {
    dtype,
    device: 'cpu',
    session_options: { intraOpNumThreads: threads, interOpNumThreads: 1 },
  });
  const prefixed = texts.map((text) => `passage: ${text}`);
  if (sorted) prefixed.sort((a, b) => a.length - b.length);
  return async () => {
    for (let at = 0; at < prefixed.length; at += batch)
      await extract(prefixed.slice(at, at + batch), { pooling: 'mean', normalize: true });
    return prefixed.length;
  };
}

async function answer(message) {
  if (message.kind === 'load') {
    work = await load(message);
    return { kind: 'ready' };
  }
  const started = performance.now();
  const amount = await work();
  return { kind: 'done', ms: performance.now() - started, amount };
}

process.on('message', (message) => {
  answer(message).then(
    (said) => process.send(said),
    (error) => process.send({ kind: 'failed', message: error?.stack ?? String(error) }),
  );
});
process.on('disconnect', () => process.exit());
