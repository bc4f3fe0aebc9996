import type { EngineStatus } from '../protocol/engineStatus.ts';
import type { FolderMemory } from './folderMemory.ts';
import type { ReliableEngine } from './reliableEngine.ts';

/** Whoever looks at how things stand is not kept waiting for longer: milliseconds. */
const PATIENCE = 1500;

/**
 * How the engine stands, once for each folder, with its memory; of no folder the engine alone. Empty where no engine
 * was wanted yet: none is started for it; also where it does not answer soon.
 */
export async function engineStatuses(
  engine: ReliableEngine,
  memories: readonly Pick<FolderMemory, 'workspace' | 'state'>[],
): Promise<readonly EngineStatus[]> {
  if (!engine.wanted) return [];
  // To ask how a memory stands opens it: there is to be none of a folder that waits for the user's word.
  const asked =
    memories.length === 0
      ? [{}]
      : memories.map(({ workspace, state }) => (state.kind === 'large' ? {} : { workspace }));
  const { promise: late, resolve } = Promise.withResolvers<readonly EngineStatus[]>();
  const timer = setTimeout(() => resolve([]), PATIENCE);
  try {
    return await Promise.race([
      engine.run((api) =>
        Promise.all(
          asked.map((params) =>
            // A folder that is not remembered yet has no memory to tell of.
            api.status(params).catch(() => api.status({})),
          ),
        ),
      ),
      late,
    ]);
  } catch {
    // What is wrong with it is told where work is done with it.
    return [];
  } finally {
    clearTimeout(timer);
  }
}
