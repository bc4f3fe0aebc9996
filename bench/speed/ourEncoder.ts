// A contender: our encoder, as the engine uses it, over all texts at once. Its amount is the texts' tokens.
import { openEncoder } from '../../src/engine/models/openEncoder.ts';
import { serveContender } from './contender.ts';

serveContender(async (texts, { workers }) => {
  const encoder = await openEncoder(undefined, typeof workers === 'number' ? { workers } : {});
  const { tokenizer } = await encoder.load();
  const tokens = texts.reduce((sum, text) => sum + tokenizer.ids(`passage: ${text}`, 512).length, 0);
  return async () => {
    await encoder.encode(texts, 'passage');
    return tokens;
  };
});
