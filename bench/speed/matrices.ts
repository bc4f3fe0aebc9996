// A contender: integer matrix products of the encoder's shapes and nothing else, on one thread. Its amount is how many
// multiplications and additions it made.
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { serveContender } from './contender.ts';
import { matrixModel } from './onnxFile.ts';
import { LAYER, LAYERS, matrixOperations } from './operations.ts';

const PRODUCTS = Array.from({ length: LAYERS }, () => LAYER).flat();

serveContender(async (_texts, { rows, tokens }) => {
  if (typeof rows !== 'number' || typeof tokens !== 'number')
    throw new TypeError('rows and tokens are numbers');
  const session = await InferenceSession.create(matrixModel(PRODUCTS), {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
  const inputs = Object.fromEntries(
    session.inputNames.map((name) => {
      const width = Number(name.slice(1));
      const values = Uint8Array.from({ length: rows * width }, (_, i) => (i * 2_654_435_761) >>> 24);
      return [name, new Tensor('uint8', values, [rows, width])];
    }),
  );
  const runs = Math.max(1, Math.round(tokens / rows));
  return async () => {
    for (let run = 0; run < runs; run++) await session.run(inputs, ['length']);
    return runs * rows * matrixOperations();
  };
});
