/**
 * Prints each run of eight words that stands more than twice in the sample library, and exits with 1 if there is one.
 * Two Chinese characters count as a word, so that a run is sixteen of them. Case and punctuation do not matter.
 *
 *     node bench/sample-library/repeats.ts
 */
import { readdirSync, readFileSync } from 'node:fs';

const RUN_WORDS = 8;
const MOST = 2;
const LIBRARY = new URL('../../media/sample-library/', import.meta.url);

/** Words weigh two and CJK characters one, so a run is the shortest span that weighs at least sixteen. */
function runsOf(text: string): string[] {
  const tokens = text.toLowerCase().match(/\p{Script=Han}|[\p{L}\p{N}_'£.-]*[\p{L}\p{N}]/gu) ?? [];
  const weights = tokens.map((token) => (/\p{Script=Han}/u.test(token) ? 1 : 2));
  return tokens.flatMap((_, start) => {
    let end = start;
    let weight = 0;
    while (end < tokens.length && weight < 2 * RUN_WORDS) weight += weights[end++] ?? 0;
    return weight < 2 * RUN_WORDS ? [] : [tokens.slice(start, end).join(' ')];
  });
}

const places = new Map<string, string[]>();
for (const entry of readdirSync(LIBRARY, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const path = `${entry.parentPath}/${entry.name}`;
  for (const run of runsOf(readFileSync(path, 'utf8'))) {
    places.set(run, [...(places.get(run) ?? []), entry.name]);
  }
}
const repeated = [...places].filter(([, files]) => files.length > MOST);
for (const [run, files] of repeated)
  process.stdout.write(`${files.length} times: ${run} (${[...new Set(files)].join(', ')})\n`);
process.stdout.write(`${places.size} different runs, ${repeated.length} of them more than ${MOST} times\n`);
if (repeated.length > 0) process.exitCode = 1;
