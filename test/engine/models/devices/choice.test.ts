import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, describe, it } from 'node:test';
import { candidates } from '../../../../src/engine/models/devices/candidates.ts';
import { choose, keepChoice, readChoice, type Choice } from '../../../../src/engine/models/devices/choice.ts';
import { Devices, type DeviceOptions } from '../../../../src/engine/models/devices/devices.ts';
import { factsOf } from '../../../../src/engine/models/devices/facts.ts';
import { machine, machineKey, type Machine } from '../../../../src/engine/models/devices/machine.ts';
import type { Trial } from '../../../../src/engine/models/devices/trial.ts';
import type { WantedDevice } from '../../../../src/protocol/devices.ts';

const failed: Trial = { provider: 'cuda', variant: 'q4', kind: 'failed', why: 'no such library' };
const wrong: Trial = { provider: 'dml', variant: 'q4', kind: 'wrong', cosine: 0.42 };
const right = (times: number): Trial => ({
  provider: 'webgpu',
  variant: 'q4',
  kind: 'right',
  cosine: 0.99999,
  rate: times * 8000,
  times,
});

const laptop: Machine = {
  platform: 'linux',
  arch: 'x64',
  processor: 'A processor',
  cores: 8,
  graphics: ['A graphics card'],
  hasGraphics: true,
  drivers: '1',
  avx2: true,
};

describe('candidates', () => {
  const check = (platform: NodeJS.Platform, arch: string, wanted: WantedDevice, expected: string): void =>
    assert.equal(
      [
        ...new Set(
          candidates({ platform, arch, hasGraphics: true }, wanted, () => false).map((one) => one.provider),
        ),
      ].join(),
      expected,
      `${platform}-${arch} ${wanted}`,
    );

  it('are those that onnxruntime brings to the platform, or the one that is asked for', () => {
    check('linux', 'x64', 'auto', 'webgpu');
    check('linux', 'arm64', 'auto', '');
    check('win32', 'x64', 'auto', 'webgpu,dml');
    check('win32', 'arm64', 'dml', 'dml');
    check('darwin', 'arm64', 'auto', 'webgpu,coreml');
    check('darwin', 'x64', 'auto', '');
    check('win32', 'x64', 'cuda', '');
    check('win32', 'x64', 'cpu', '');
  });

  it('CUDA counts where its files are', () => {
    const found = candidates({ platform: 'linux', arch: 'x64', hasGraphics: true }, 'auto', () => true);
    assert.equal(found[0]?.provider, 'cuda');
  });

  it('none where there is no graphics device at all', () => {
    assert.deepEqual(
      candidates({ platform: 'linux', arch: 'x64', hasGraphics: false }, 'auto', () => true),
      [],
    );
  });
});

describe('choose', () => {
  it('takes the fastest right one, where it is clearly faster than the processor', () => {
    assert.deepEqual(choose([failed, wrong, right(3), { ...right(11), variant: 'f16' }], false), {
      provider: 'webgpu',
      variant: 'f16',
    });
    assert.equal(choose([failed, wrong, right(1.1)], false), null);
    assert.equal(choose([], false), null);
  });

  it('takes what is asked for by name however slow, but never what is not right', () => {
    assert.deepEqual(choose([right(0.01)], true), { provider: 'webgpu', variant: 'q4' });
    assert.equal(choose([wrong], true), null);
    assert.equal(choose([failed], true), null);
  });
});

describe('a choice', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'recollect-choice-'));
  after(() => rmSync(folder, { recursive: true }));
  const choice: Choice = {
    key: 'this machine',
    chosen: { provider: 'webgpu', variant: 'q4' },
    tried: [failed, wrong, right(11)],
    date: '2026-01-01T00:00:00.000Z',
  };

  it('is remembered by machine, and made anew where what is kept is damaged', () => {
    assert.equal(readChoice(folder, choice.key), undefined);
    keepChoice(folder, choice);
    keepChoice(folder, { ...choice, key: 'another', chosen: null });
    keepChoice(folder, { ...choice, failed: 'its process ended (SIGKILL)' });
    assert.deepEqual(readChoice(folder, choice.key), { ...choice, failed: 'its process ended (SIGKILL)' });
    assert.equal(readChoice(folder, 'another')?.chosen, null);
    assert.equal(readChoice(folder, 'a third'), undefined);

    const file = path.join(folder, 'choices.json');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('"webgpu"', '"abacus"'));
    assert.equal(readChoice(folder, choice.key), undefined);
    writeFileSync(file, '{');
    assert.equal(readChoice(folder, choice.key), undefined);
    keepChoice(folder, choice);
    assert.deepEqual(readChoice(folder, choice.key), choice);
  });

  it('holds for one machine, driver and version', async () => {
    const of = await machine();
    assert.equal(machineKey(of, ['1.0']), machineKey({ ...of }, ['1.0']));
    assert.notEqual(machineKey(of, ['1.0']), machineKey(of, ['1.1']));
    assert.notEqual(
      machineKey(of, ['1.0']),
      machineKey({ ...of, drivers: `${of.drivers} and a new one` }, ['1.0']),
    );
  });
});

describe('Devices', () => {
  const model = {
    graph: 'no graph is looked at',
    embeddings: '',
    fingerprint: 'model',
    threads: 1,
    sample: () => assert.fail('nothing is tried'),
  };
  const folder = mkdtempSync(path.join(tmpdir(), 'recollect-devices-'));
  after(() => rmSync(folder, { recursive: true }));
  const check = async (options: Omit<DeviceOptions, 'folder'>, texts: number): Promise<void> => {
    const warnings: string[] = [];
    const logger = { info: () => undefined, warn: (line: string) => void warnings.push(line) };
    const devices = new Devices(model, { ...options, folder, logger });
    for (let i = 0; i < texts; i++) assert.equal(await devices.vector(Int32Array.of(0, i, 2)), undefined);
    assert.equal((await devices.facts()).kind, 'cpu');
    assert.equal(devices.texts, 0);
    await devices.close();
    assert.equal(await devices.vector(Int32Array.of(0, 2)), undefined);
    assert.deepEqual([warnings, readdirSync(folder)], [[], []]);
  };

  it('are left alone while there is little to encode', () =>
    check({ wanted: 'auto', triedAfter: 1000 }, 999));
  it('are left alone where the processor is asked for', () => check({ wanted: 'cpu', triedAfter: 1 }, 2000));
});

describe('what people are told', () => {
  const check = (
    known: Partial<Parameters<typeof factsOf>[0]>,
    reason: RegExp,
    ...tried: readonly RegExp[]
  ): void => {
    const facts = factsOf({
      of: laptop,
      wanted: 'auto',
      candidates: [{ provider: 'webgpu', variant: 'q4' }],
      choice: undefined,
      triedAfter: 512,
      ...known,
    });
    assert.match(facts.reason.text, reason);
    assert.equal(facts.tried.length, tried.length);
    for (const [i, { text }] of facts.tried.entries()) assert.match(text, tried[i] ?? /^$/);
  };
  const kept = (tried: readonly Trial[], named = false): Choice => ({
    key: '',
    chosen: choose(tried, named),
    tried,
    date: '',
  });

  it('says what runs and why', () => {
    check(
      { choice: kept([right(11.2)]) },
      /^WebGPU \(q4\) on A graphics card .* 11 times as fast/,
      /11 times/,
    );
    check(
      { choice: kept([failed, right(0.5)]) },
      /^The processor .* WebGPU is not both/,
      /^CUDA \(q4\): failed \(no such/,
      /0\.5 times/,
    );
    check({ choice: kept([wrong]) }, /^The processor/, /^DirectML \(q4\): not right \(cosine 0\.4200/);
    check({}, /WebGPU is tried once 512 new passages/);
    check({ wanted: 'cpu' }, /setting recollect\.device says so/);
    check({ wanted: 'cuda', candidates: [] }, /asks for CUDA, which is not there/);
    check({ candidates: [] }, /no graphics card is needed/);
    check(
      { choice: { ...kept([right(11)]), chosen: null, failed: 'device lost' } },
      /failed twice .*device lost/,
      /11 times/,
    );
    check({ of: { ...laptop, avx2: false } }, /^The processor/, /no AVX2/);
  });
});
