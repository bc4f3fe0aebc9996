import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { quotaBytes, VECTOR_QUOTA_MEGABYTES } from '../../src/protocol/vectorQuota.ts';

const { usual, least, most } = VECTOR_QUOTA_MEGABYTES;

test('a quota is held to its bounds, and the usual one where none is set', () => {
  assert.equal(quotaBytes(512), 512 * 1024 ** 2);
  for (const none of [undefined, null, '512', NaN]) assert.equal(quotaBytes(none), 1024 ** 3);
  fc.assert(
    fc.property(fc.anything(), (value) => {
      const bytes = quotaBytes(value);
      assert.ok(Number.isSafeInteger(bytes) && bytes >= least * 1024 ** 2 && bytes <= most * 1024 ** 2);
    }),
  );
  assert.equal(quotaBytes(-Infinity), least * 1024 ** 2);
  assert.equal(quotaBytes(Infinity), most * 1024 ** 2);
});

test('the setting has the same bounds, and is of the machine, not of a folder', () => {
  const manifest: {
    readonly contributes: {
      readonly configuration: readonly {
        readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
      }[];
    };
  } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));
  const setting = manifest.contributes.configuration
    .map(({ properties }) => properties['recollect.vectorQuota'])
    .find((found) => found !== undefined);
  assert.deepEqual(
    [setting?.['default'], setting?.['minimum'], setting?.['maximum'], setting?.['scope']],
    [usual, least, most, 'machine'],
  );
});
