import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test } from 'node:test';
import { type Machine, nativeFault } from '../../../src/engine/models/nativeFault.ts';
import { missingVcRuntime, vcRuntimeLibraries } from '../../../src/engine/models/vcRuntime.ts';
import { temporaryFolder } from '../../support/folder.ts';

const machine = (platform: string, arch: string, rest: Partial<Machine> = {}): Machine => ({
  platform,
  arch,
  libc: platform === 'linux' ? '2.36' : undefined,
  release: platform === 'darwin' ? '24.1.0' : '6.1.0',
  missing: [],
  ...rest,
});

suite('Where models cannot be loaded', () => {
  const check = (of: Machine, code: string | undefined, says = /./): void => {
    const fault = nativeFault(of);
    assert.equal(fault?.code, code);
    if (fault !== undefined) assert.match(fault.text, says);
  };

  test('nothing is blamed on a machine that they run on', () => {
    check(machine('linux', 'x64'), undefined);
    check(machine('linux', 'arm64', { libc: '2.28' }), undefined);
    check(machine('linux', 'x64', { libc: undefined }), undefined);
    check(machine('darwin', 'arm64', { release: '23.0.0' }), undefined);
    check(machine('win32', 'x64'), undefined);
    check(machine('win32', 'arm64'), undefined);
    // This one, which runs all the other tests.
    assert.equal(nativeFault(), undefined);
  });

  test('a platform without ONNX Runtime is named', () => {
    check(machine('darwin', 'x64'), 'runtime-unsupported', /macOS on Intel/);
    check(machine('linux', 'x64', { libc: 'musl' }), 'runtime-unsupported', /musl \(Alpine\)/);
    check(machine('linux', 'riscv64'), 'runtime-unsupported', /linux riscv64/);
    check(machine('freebsd', 'x64'), 'runtime-unsupported', /freebsd x64/);
  });

  test('a system that is too old is told', () => {
    check(machine('linux', 'x64', { libc: '2.27' }), 'system-old', /glibc 2\.27/);
    check(machine('linux', 'x64', { libc: '2.9' }), 'system-old', /glibc 2\.9/);
    check(machine('darwin', 'arm64', { release: '22.6.0' }), 'system-old', /Darwin 22\.6\.0/);
  });

  test('Windows without the Visual C++ runtime is told which library is missing and where it comes from', () => {
    const missing = ['msvcp140.dll'];
    check(
      machine('win32', 'x64', { missing }),
      'vc-runtime-missing',
      /msvcp140\.dll; error 126.*vc_redist\.x64\.exe/,
    );
    check(machine('win32', 'arm64', { missing }), 'vc-runtime-missing', /vc_redist\.arm64\.exe/);
  });

  test('its libraries are looked for in the system folder', (t) => {
    const system = path.join(temporaryFolder(t), 'System32');
    mkdirSync(system);
    assert.deepEqual(missingVcRuntime('x64', system), vcRuntimeLibraries('x64'));
    for (const name of vcRuntimeLibraries('x64').slice(1)) writeFileSync(path.join(system, name), '');
    assert.deepEqual(missingVcRuntime('x64', system), ['msvcp140.dll']);
  });
});
