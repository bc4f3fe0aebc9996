import { parseArgs } from 'node:util';
import { Engine } from './engine.ts';
import { serveParent } from './rpc.ts';

// The engine's own process. The shell forks it with `--store DIR`, `--models DIR` and `--graph-from LEAVES`, all
// optional.
const { values } = parseArgs({
  options: { store: { type: 'string' }, models: { type: 'string' }, 'graph-from': { type: 'string' } },
});
const graphFrom = values['graph-from'];

serveParent(
  (logger) =>
    new Engine({
      ...(values.store === undefined ? {} : { store: values.store }),
      ...(values.models === undefined ? {} : { models: values.models }),
      ...(graphFrom === undefined ? {} : { graphFrom: Number(graphFrom) }),
      logger,
    }),
);
