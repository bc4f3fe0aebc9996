import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RestartBudget } from '../../src/protocol/restartBudget.ts';

/** After losses at these times, whether a restart is allowed at the last of them. */
function check(losses: readonly number[], allowed: boolean, at = losses.at(-1) ?? 0): void {
  const budget = new RestartBudget(3, 300);
  for (const loss of losses) budget.lost(loss);
  assert.equal(budget.allows(at), allowed);
}

test('three restarts within the span, not a fourth', () => {
  check([], true);
  check([0, 1, 2], true);
  check([0, 1, 2, 3], false);
});
test('losses are forgotten with time', () => {
  check([0, 1, 2, 301], true);
  check([0, 1, 2, 3], true, 303);
  check([0, 100, 200, 299], false);
});
test('a wish starts the count anew', () => {
  const budget = new RestartBudget(3, 300);
  for (const at of [0, 1, 2, 3]) budget.lost(at);
  budget.reset();
  assert.equal(budget.allows(4), true);
});
