import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { Pace } from '../../../src/engine/power/pace.ts';
import { linuxOnBattery, onBattery, saysBattery } from '../../../src/engine/power/powerSource.ts';
import { ON_BATTERY, onBatteryIn } from '../../../src/protocol/onBattery.ts';
import { temporaryFolder, writeFiles } from '../../support/folder.ts';

/** By supply, what its files say. */
type Supplies = Readonly<Record<string, Readonly<Record<string, string>>>>;

function supplies(t: TestContext, all: Supplies): string {
  const folder = temporaryFolder(t);
  for (const [supply, files] of Object.entries(all))
    for (const [file, says] of Object.entries(files))
      writeFiles(folder, { [`${supply}/${file}`]: `${says}\n` });
  return folder;
}

const cases: readonly { readonly what: string; readonly all: Supplies; readonly expected: boolean }[] = [
  { what: 'a desktop', all: {}, expected: false },
  {
    what: 'a laptop on its battery',
    all: { AC: { type: 'Mains', online: '0' }, BAT0: { type: 'Battery', status: 'Discharging' } },
    expected: true,
  },
  {
    what: 'a laptop that charges',
    all: { AC: { type: 'Mains', online: '1' }, BAT0: { type: 'Battery', status: 'Charging' } },
    expected: false,
  },
  {
    what: 'one that takes more than a USB supply gives',
    all: { BAT0: { type: 'Battery', status: 'Discharging' }, usb: { type: 'USB', online: '1' } },
    expected: false,
  },
  {
    what: 'a desktop with a mouse without a wire',
    all: { mouse: { type: 'Battery', scope: 'Device', status: 'Discharging' } },
    expected: false,
  },
];
for (const { what, all, expected } of cases)
  test(`Linux: ${what} is ${expected ? '' : 'not '}on battery`, async (t) => {
    assert.equal(await linuxOnBattery(supplies(t, all)), expected);
  });

test('what macOS and Windows print is understood', () => {
  assert.ok(
    saysBattery('darwin', "Now drawing from 'Battery Power'\n -InternalBattery-0 (id=1)\t83%; discharging"),
  );
  assert.ok(!saysBattery('darwin', "Now drawing from 'AC Power'\n -InternalBattery-0\t100%; charged"));
  assert.ok(saysBattery('win32', '1\r\n'));
  assert.ok(!saysBattery('win32', '2\r\n'));
  assert.ok(!saysBattery('win32', ''));
});

test('this machine answers, also where it has none of the files and programs', async () => {
  assert.equal(typeof (await onBattery()), 'boolean');
  assert.equal(await onBattery('aix'), false);
});

test('the setting is one of three, the gentle one first', () => {
  assert.equal(ON_BATTERY[0], 'slow');
  assert.deepEqual(
    [onBatteryIn('pause'), onBatteryIn('never'), onBatteryIn(undefined)],
    ['pause', undefined, undefined],
  );
});

test('on battery it waits where it is to pause, until mains are back or it is stopped', async () => {
  let battery = true;
  const pace = new Pace({ how: 'pause', isOnBattery: () => Promise.resolve(battery), holds: 1 });
  let told = 0;
  const waiting = pace.ready(undefined, () => told++);
  let done = false;
  const watched = waiting.then(() => (done = true));
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual([told, done], [1, false]);
  battery = false;
  await watched;

  battery = true;
  const stop = new AbortController();
  const stopped = pace.ready(stop.signal, () => stop.abort());
  await stopped;
  assert.equal(told, 1);
});

test('it asks the system no more often than its answer holds', async () => {
  let asked = 0;
  let now = 0;
  const isOnBattery = (): Promise<boolean> => Promise.resolve(++asked > 0);
  const pace = new Pace({ how: 'slow', isOnBattery, now: () => now, holds: 10 });
  for (; now < 30; now++) assert.ok(await pace.isSlow());
  assert.equal(asked, 3);
  assert.ok(!(await new Pace({ how: 'full', isOnBattery }).isSlow()));
  await new Pace({ how: 'full', isOnBattery }).ready(undefined, () => assert.fail('it waited'));
  assert.equal(asked, 3);
});
