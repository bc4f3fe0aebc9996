import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ChildProcess, fork } from 'node:child_process';
import type { TestContext } from 'node:test';
import { random as seeded } from '../../support/texts.ts';
import type { DocumentContent, MemoryStore } from '../../../src/core/ports.ts';
import type { OpenedStore, OpenOptions } from '../../../src/engine/store/openStore.ts';
import { openStore } from '../../../src/engine/store/openStore.ts';

/** A workspace and a place for memories, gone when the test is. */
export interface Place {
  readonly workspace: string;
  readonly store: string;
  /** Run, last first, before the folder is removed. */
  readonly endings: (() => void)[];
}

export function makePlace(t: Pick<TestContext, 'after'>): Place {
  const folder = mkdtempSync(path.join(tmpdir(), 'recollect-store-'));
  const endings: (() => void)[] = [];
  t.after(() => {
    for (const end of endings.reverse()) end();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  return { workspace: folder, store: path.join(folder, 'memories'), endings };
}

/** Opens the place's memory; closed when the test ends, if it was not before. */
export function openAt(place: Place, options: OpenOptions = {}): OpenedStore {
  const opened = openStore(place.workspace, { store: place.store, ...options });
  place.endings.push(() => opened.close());
  return opened;
}

/** A line a leaf, two leaves a passage, a section at each line that starts with '#'. */
export function contentOf(file: string, text: string, modified = 1.5): DocumentContent {
  const leaves = [];
  const passages: { start: number; end: number; section: number }[] = [];
  const sections: { start: number; end: number; depth: number; heading: string; parent: number }[] = [];
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline + 1;
    const line = text.slice(start, end);
    const heading = line.startsWith('#');
    if (heading || sections.length === 0) {
      sections.push({
        start,
        end,
        depth: heading ? 1 : 0,
        heading: heading ? line.slice(1).trim() : '',
        parent: -1,
      });
      passages.push({ start, end, section: sections.length - 1 });
    } else if (leaves.length % 2 === 0) passages.push({ start, end, section: sections.length - 1 });
    sections.at(-1)!.end = end;
    passages.at(-1)!.end = end;
    leaves.push({ start, end, passage: passages.length - 1 });
    start = end;
  }
  return {
    file,
    size: text.length,
    modified,
    hash: createHash('sha256').update(text, 'utf16le').digest('hex'),
    note: '',
    text,
    tree: { sections, passages, leaves },
    keys: leaves.map((leaf) => keyOf(text.slice(leaf.start, leaf.end))),
  };
}

/**
 * Reads forty characters, as an encoder with a limit does: equal keys need not mean equal slices, and the words must
 * be right all the same.
 */
export function keyOf(slice: string): string {
  return createHash('sha256').update(slice.trimEnd().slice(0, 40), 'utf16le').digest('hex').slice(0, 32);
}

/** Everything that a store tells of its documents, without ids, so that two stores can be compared. */
export function contentsOf(store: MemoryStore, terms: readonly string[]): unknown {
  const documents = store.documents();
  const place = new Map<number, string>();
  const told = documents.map(({ id, generation: _, ...record }) => {
    const { tree, leafIds, keys } = store.tree(id);
    leafIds.forEach((leaf, i) => place.set(leaf, `${record.file}:${i}`));
    return { record, tree, keys, text: store.text(id) };
  });
  const hits = terms.map((term) => ({
    term,
    frequency: store.lexical.frequency(term),
    hits: store.lexical
      .search([term], 1000)
      .map(({ label, score }) => `${place.get(label)} ${score.toFixed(9)}`)
      .sort(),
  }));
  return { told, hits, skipped: store.skipped() };
}

/** Starts a script of this folder as a process of its own, with the place as its first arguments. */
export function start(place: Place, script: string, ...args: readonly string[]): ChildProcess {
  const child = fork(path.join(import.meta.dirname, script), [place.workspace, place.store, ...args], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  place.endings.push(() => child.kill('SIGKILL'));
  return child;
}

/** The next message of a child; rejects where it ends first. */
export async function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code, signal) => reject(new Error(`the child ended first: ${code ?? signal}`)));
  });
}

/** Resolves once the child is gone. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise((resolve) => child.once('exit', resolve));
}

/** Unit vectors in clusters, as texts on a number of subjects give. */
export function clusteredVectors(
  count: number,
  dimensions: number,
  clusters: number,
  seed: number,
): Float32Array[] {
  const next = seeded(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const centres = Array.from({ length: clusters }, () => Float32Array.from({ length: dimensions }, normal));
  return Array.from({ length: count }, () => {
    const centre = centres[Math.floor(next() * clusters)]!;
    return unit(centre.map((x) => x + 0.8 * normal()));
  });
}

export function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((x) => x / length);
}
