import { parseArgs } from 'node:util';
import { Engine } from './engine.ts';
import { serveParent } from './rpc.ts';

// The engine's own process. The shell forks it with `--store DIR` and `--models DIR`, both optional.
const { values } = parseArgs({ options: { store: { type: 'string' }, models: { type: 'string' } } });

serveParent(
  (logger) =>
    new Engine({
      ...(values.store === undefined ? {} : { store: values.store }),
      ...(values.models === undefined ? {} : { models: values.models }),
      logger,
    }),
);
