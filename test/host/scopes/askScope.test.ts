import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileScope, joinedScope, sameParts, scopeParams } from '../../../src/host/scopes/askScope.ts';

const lease = { folder: '/library', file: 'contracts/lease.md' };
const part = { ...lease, range: { start: 3, end: 9 } };

test('each workspace folder is told of its own parts', () => {
  const parts = [
    lease,
    { folder: '/library', file: 'letters/' },
    { folder: '/mill', file: '' },
    { folder: '/library', file: 'manual.md', range: { start: 3, end: 9 } },
  ];
  assert.deepEqual(scopeParams('/library', parts), {
    scopes: ['contracts/lease.md', 'letters/'],
    within: [{ file: 'manual.md', start: 3, end: 9 }],
  });
  assert.deepEqual(scopeParams('/mill', parts), { scopes: ['./'] });
});

test('a file that is asked as a whole is not asked in part', () => {
  assert.deepEqual(scopeParams('/library', [part, lease]), { scopes: ['contracts/lease.md'] });
  assert.deepEqual(scopeParams('/library', [part]), {
    within: [{ file: 'contracts/lease.md', start: 3, end: 9 }],
  });
});

test('scopes are joined by name and parts, and compared in any order', () => {
  assert.equal(joinedScope([]), null);
  const joined = joinedScope([fileScope(lease), { name: 'letters/', parts: [part] }]);
  assert.deepEqual(joined, { name: 'lease.md, letters/', parts: [lease, part] });
  assert.equal(sameParts([part, lease], [lease, part]), true);
  assert.equal(sameParts([part], [lease]), false);
  assert.equal(sameParts(null, [lease]), false);
  assert.equal(sameParts(null, null), true);
});
