import { parseArgs } from 'node:util';
import { Engine } from './engine.ts';
import { isWantedDevice } from '../protocol/devices.ts';
import { onBatteryIn } from '../protocol/onBattery.ts';
import { serveParent } from './rpc.ts';

// The engine's own process. The shell forks it with `--store DIR`, `--models DIR`, `--encoder NAME`,
// `--graph-from LEAVES`, `--vector-quota BYTES`, `--device NAME` and `--on-battery full|slow|pause`, all optional.
const { values } = parseArgs({
  options: {
    store: { type: 'string' },
    models: { type: 'string' },
    encoder: { type: 'string' },
    'graph-from': { type: 'string' },
    'vector-quota': { type: 'string' },
    device: { type: 'string', default: 'auto' },
    'on-battery': { type: 'string' },
  },
});
const vectorQuota = values['vector-quota'];
const graphFrom = values['graph-from'];

serveParent(
  (logger) =>
    new Engine({
      ...(values.store === undefined ? {} : { store: values.store }),
      ...(values.models === undefined ? {} : { models: values.models }),
      ...(values.encoder === undefined ? {} : { encoder: values.encoder }),
      ...(graphFrom === undefined ? {} : { graphFrom: Number(graphFrom) }),
      ...(vectorQuota === undefined ? {} : { vectorQuota: Number(vectorQuota) }),
      device: isWantedDevice(values.device) ? values.device : 'auto',
      onBattery: onBatteryIn(values['on-battery']),
      logger,
    }),
);
