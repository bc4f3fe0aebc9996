import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { before, suite, test } from 'node:test';
import type * as Hnswlib from 'hnswlib-node';
import { targetsNamed } from '../../packaging/allowList.ts';
import { listFaults, nativeFaults, type PackedFile, readForChecks } from '../../packaging/checks.ts';
import { keptAddon } from '../../packaging/hnswlib.ts';
import { layOut, shippedFiles } from '../../packaging/layout.ts';
import { nativeHeader } from '../../packaging/nativeHeader.ts';
import { bundled, components, NOTICES, noticesFor } from '../../packaging/notices.ts';
import { hostTarget, type Target, targetOf, targets } from '../../packaging/targets.ts';
import { vcRuntimeLibraries } from '../../src/engine/models/vcRuntime.ts';
import { ExactIndex } from '../../src/engine/store/exactIndex.ts';

// Every package as it would be laid out, read where its files come from: nothing is copied.
// UPDATE_GOLDEN=1 node --test test/host/package.test.ts writes the lists anew.

const root = join(import.meta.dirname, '../..');
const golden = (target: Target): string => join(root, `test/golden/vsix-${target.name}.txt`);

before(() => process.chdir(root));

/** The target's files with their bytes; of large ones that are not native the first bytes alone. */
function packed(target: Target): PackedFile[] {
  return shippedFiles(target).flatMap(({ path, source }) =>
    source === undefined ? [] : [{ path, bytes: readForChecks(source) }],
  );
}

/** Some bytes under a name, in place of a file of that name. */
function replaced(files: readonly PackedFile[], path: string, source: string): PackedFile[] {
  return [...files.filter((file) => file.path !== path), { path, bytes: readFileSync(source) }];
}

const MODULES = 'node_modules/onnxruntime-node/bin/napi-v6';

suite('Packages for every platform', () => {
  for (const target of targets) {
    test(`${target.name}: native code is for it, and finds what it needs`, (t) => {
      const compiled = target.zig === undefined || keptAddon(target) !== undefined;
      // What npm compiled is for this machine's own C library.
      if (!compiled) t.diagnostic('hnswlib is left out: run "npm run natives"');
      const files = packed(target).filter(
        ({ path }) => compiled || !path.endsWith('hnswlib-node/build/Release/addon.node'),
      );
      assert.deepEqual(nativeFaults(target, files), []);
      const natives = files.filter(({ bytes }) => nativeHeader(bytes) !== undefined).map(({ path }) => path);
      assert.equal(natives.length > 0, target.encodes, natives.join(' '));
    });

    test(`${target.name}: the notices hold the licence of all that others made`, () => {
      const found = components(target);
      for (const { name, licence, text } of found) {
        assert.ok(text.length > 300, `${name} (${licence}) has a text of its licence`);
        assert.doesNotMatch(licence, /GPL|see below/, name);
      }
      const names = found.map(({ name }) => name.split(' ')[0]);
      for (const name of bundled()) assert.ok(names.includes(name), `${name}, which is bundled`);
      const modules = readFileSync(golden(target), 'utf8').matchAll(
        /^dist\/node_modules\/((?:@[^/]+\/)?[^/]+)\//gm,
      );
      for (const [, name] of modules) assert.ok(names.includes(name), `${name}, which ships`);
      const notices = noticesFor(target);
      for (const { name } of found) assert.ok(notices.includes(`\n${name} (`), name);
    });
  }

  test('the allow-list names every target and no other', () => {
    assert.deepEqual(
      targetsNamed().toSorted(),
      targets
        .filter(({ encodes }) => encodes)
        .map(({ name }) => name)
        .toSorted(),
    );
    for (const target of targets) assert.ok(shippedFiles(target).some(({ path }) => path === NOTICES));
  });

  test('a native of another platform, of a newer C library or without its library is told', () => {
    const linux = targetOf('linux-x64');
    const files = packed(linux).filter(({ path }) => !path.includes('hnswlib-node'));
    const runtime = 'dist/node_modules/onnxruntime-node/bin/napi-v6/linux/x64';
    const check = (faulty: readonly PackedFile[], ...expected: readonly RegExp[]): void => {
      const faults = nativeFaults(linux, faulty);
      assert.equal(faults.length, expected.length, faults.join('\n'));
      expected.forEach((pattern, i) => assert.match(faults[i] ?? '', pattern));
    };
    check(files);
    check(
      replaced(files, `${runtime}/libonnxruntime.so.1`, `${MODULES}/linux/arm64/libonnxruntime.so.1`),
      /is for elf on arm64, not for linux-x64/,
    );
    check(
      files.filter(({ path }) => !path.endsWith('/libonnxruntime.so.1')),
      /needs libonnxruntime\.so\.1, which is neither beside it/,
    );
    // Native code is known by what it holds.
    check(
      replaced(files, 'media/icon.png', `${MODULES}/win32/x64/dxil.dll`),
      /media\/icon\.png is for pe on x64/,
      ...Array<RegExp>(nativeHeader(readFileSync(`${MODULES}/win32/x64/dxil.dll`))!.needs.length).fill(
        /needs/,
      ),
    );
    check(
      replaced(files, 'dist/extra.node', import.meta.filename),
      /dist\/extra\.node is named as native code and is none/,
    );
    const alpine = targetOf('alpine-x64');
    assert.match(
      nativeFaults(alpine, [files.find(({ path }) => path.endsWith('.so.1'))!]).join(),
      /alpine-x64 holds none/,
    );
  });

  test('a file too much and a file too few are told', () => {
    assert.deepEqual(listFaults(['a', 'b'], 'a\nb\n'), []);
    assert.equal(listFaults(['a', 'c'], 'a\nb\n').length, 2);
  });

  test('the Visual C++ runtime that is looked for on Windows is the one that ONNX Runtime is linked with', () => {
    for (const arch of ['x64', 'arm64']) {
      const needs = ['onnxruntime.dll', 'onnxruntime_binding.node'].flatMap(
        (name) => nativeHeader(readFileSync(`${MODULES}/win32/${arch}/${name}`))!.needs,
      );
      const runtime = new Set(
        needs.map((name) => name.toLowerCase()).filter((name) => /^(msvcp|vcruntime|concrt)/.test(name)),
      );
      assert.deepEqual([...runtime].toSorted(), [...vcRuntimeLibraries(arch)].toSorted(), arch);
    }
  });

  test('the binding that is compiled for this platform finds what comparing with all finds', (t) => {
    const file = process.platform === 'win32' ? undefined : keptAddon(hostTarget());
    if (file === undefined) return t.skip('not compiled: run "npm run natives"');
    const { HierarchicalNSW }: typeof Hnswlib = createRequire(import.meta.filename)(file);
    const graph = new HierarchicalNSW('ip', 16);
    graph.initIndex({ maxElements: 500, randomSeed: 1 });
    const exact = new ExactIndex(16);
    for (let label = 0; label < 500; label++) {
      // Points of a curve that fills the sphere: no two alike, the same on every machine.
      const raw = Float32Array.from({ length: 16 }, (_, i) => Math.sin((label + 1) * (i + 1) * 0.618));
      const length = Math.hypot(...raw);
      const vector = raw.map((value) => value / length);
      graph.addPoint(Array.from(vector), label);
      exact.add(label, vector);
    }
    graph.setEf(500);
    for (const label of [0, 77, 499]) {
      const query = graph.getPoint(label);
      const nearest = exact.search(Float32Array.from(query), 10).map((hit) => hit.label);
      assert.deepEqual(graph.searchKnn(query, 10).neighbors.toSorted(), nearest.toSorted());
    }
  });

  test('what is not compiled is not laid out in silence', () => {
    // A binding of another platform cannot have come from npm's install.
    const other = targets.find(
      ({ name, zig }) => zig !== undefined && name !== `${process.platform}-${process.arch}`,
    )!;
    if (keptAddon(other) === undefined) assert.throws(() => layOut('dist/none', other), /npm run natives/);
  });
});
