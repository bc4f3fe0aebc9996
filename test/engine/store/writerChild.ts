// A process that writes to a place's memory: argv is workspace, store, mode.
import { setTimeout as delay } from 'node:timers/promises';
import { openStore } from '../../../src/engine/store/openStore.ts';
import { contentOf } from './storeFixtures.ts';

const [workspace = '', store = '', mode = 'loop'] = process.argv.slice(2);
const say = (message: unknown): void => void process.send?.(message);

// Takes its turn again and again, as engines do: opened for a change, closed after it.
for (let round = 0; mode === 'turns' && process.connected; round++) {
  const turn = openStore(workspace, { store });
  if (turn.access === 'write') turn.store.put(contentOf('counter', `round ${round}\nsteady line\n`, round));
  turn.close();
  say({ round });
  await delay(1);
}

const opened = openStore(workspace, { store });
if (mode === 'try') {
  say({ access: opened.access });
  process.on('disconnect', () => process.exit());
} else {
  // Two documents that always change together with a counter in them, and one that is put and removed.
  for (let round = opened.store.documents().length; ; round++) {
    opened.store.put(contentOf('counter', `round ${round}\n${'steady line\n'.repeat(20)}`, round));
    opened.store.put(
      contentOf(`file${round % 40}`, `# ${round}\nwords of round ${round}\n`.repeat(5), round),
    );
    const key = round.toString(16).padStart(32, '0');
    opened.store.putVectors(new Map([[key, new Float32Array(384).fill(round)]]), 'model');
    if (round % 3 === 0) opened.store.remove(`file${(round * 7) % 40}`);
    // Said after the commit, so whatever was said must be there after a kill.
    if (process.send && !process.send({ round, generation: opened.store.generation() })) break;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
