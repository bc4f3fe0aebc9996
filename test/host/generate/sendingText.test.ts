import assert from 'node:assert/strict';
import { test } from 'node:test';
import { approvalKey } from '../../../src/host/generate/sendingText.ts';

test('leave for good is for an address or for one model of the editor’s, whatever that calls itself', () => {
  const to = 'https://models.example/v1/chat/completions';
  assert.equal(approvalKey({ to }), to);
  assert.notEqual(
    approvalKey({ to: 'Big Model', model: 'one/big' }),
    approvalKey({ to: 'Big Model', model: 'another/big' }),
  );
  // A model that calls itself by an address that is allowed is not that address, nor is one with such an id.
  assert.notEqual(approvalKey({ to, model: 'another/big' }), to);
  assert.notEqual(approvalKey({ to: 'Big Model', model: to }), to);
});
