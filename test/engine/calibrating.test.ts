import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import { Engine } from '../../src/engine/engine.ts';
import type { CalibrationQuestion } from '../../src/core/answer/calibration.ts';
import { temporaryFolder, writeFiles } from '../support/folder.ts';

// What `recollect calibrate` leaves behind: how sure an answer is from then on, and from where on it is declined.

const question = 'When does the lease begin?';

function place(t: TestContext): { engine: Engine; workspace: string; kept: () => string } {
  const folder = temporaryFolder(t, 'recollect-calibrating-');
  const workspace = path.join(folder, 'documents');
  writeFiles(workspace, { 'lease.md': '# Lease\n\nThe lease begins on 1 July 2023.\n' });
  const store = path.join(folder, 'store');
  const engine = new Engine({ store });
  t.after(() => engine.close());
  return { engine, workspace, kept: () => path.join(store, readdirSync(store)[0] ?? '', 'calibration.json') };
}

/** Questions of which the surer ones are answerable, and all are answered wrongly. */
function questions(count: number): CalibrationQuestion[] {
  return Array.from({ length: count }, (_, i) => {
    const confidence = (i + 0.5) / count;
    return { confidence, answerable: confidence > 0.6, wrong: true };
  });
}

suite('A calibration of its own', () => {
  test('is used from then on, told by doctor, and forgotten when asked to', async (t) => {
    const { engine, workspace } = place(t);
    await engine.index({ workspace });
    const before = await engine.ask({ workspace, question });
    assert.equal(before.calibrated, undefined);
    const { fitted } = await engine.calibrate({ workspace, questions: questions(90), from: 'mine.jsonl' });
    assert.equal(fitted?.questions, 90);
    assert.ok((fitted?.errorAfter ?? 1) < (fitted?.errorBefore ?? 0));

    const after = await engine.ask({ workspace, question, risk: 1 });
    assert.equal(after.calibrated, true);
    assert.notEqual(after.confidence, before.confidence);
    const shares = after.passages.reduce((sum, { weight }) => sum + weight, after.nullWeight);
    assert.ok(Math.abs(shares - 1) < 1e-3, 'invariant 10 holds with the new probability');
    const shipped = await engine.ask({ workspace, question, uncalibrated: true });
    assert.equal(shipped.confidence, before.confidence);
    // All of the answers were wrong: at a small risk nothing is answered.
    assert.equal((await engine.ask({ workspace, question, risk: 0.01 })).abstained, true);

    const { checks } = await engine.doctor({ workspace });
    assert.match(
      checks.find(({ name }) => name === 'Calibration')?.detail ?? '',
      /90 questions from mine\.jsonl/,
    );
    assert.deepEqual(await engine.calibrate({ workspace, questions: null }), { changed: true, fitted: null });
    assert.equal((await engine.ask({ workspace, question })).confidence, before.confidence);
    assert.equal((await engine.calibrate({ workspace, questions: null })).changed, false);
  });

  test('too few questions change nothing and say so', async (t) => {
    const { engine, workspace } = place(t);
    await engine.index({ workspace });
    await assert.rejects(engine.calibrate({ workspace, questions: questions(10) }), {
      code: 'input-invalid',
      message: /too few/,
    });
    assert.equal((await engine.ask({ workspace, question })).calibrated, undefined);
  });

  test('a damaged one is left aside, and doctor says so', async (t) => {
    const { engine, workspace, kept } = place(t);
    await engine.index({ workspace });
    await engine.calibrate({ workspace, questions: questions(60) });
    const whole = readFileSync(kept(), 'utf8');
    for (const damaged of [
      whole.replace('"scale":', '"scales":'),
      whole.replace(/"risks": \[[^\]]*\]/u, '"risks": []'),
    ]) {
      assert.notEqual(damaged, whole);
      writeFileSync(kept(), damaged);
      assert.equal((await engine.ask({ workspace, question })).calibrated, undefined);
      const { checks } = await engine.doctor({ workspace });
      assert.equal(checks.find(({ name }) => name === 'Calibration')?.state, 'warning');
    }
  });

  test('risk 1 answers what is sure to be declined otherwise, risk 0 declines all', async (t) => {
    const { engine, workspace } = place(t);
    await engine.index({ workspace });
    const foreign = { workspace, question: 'How many strings does a cello have?' };
    assert.equal((await engine.ask(foreign)).abstained, true);
    const said = await engine.ask({ ...foreign, risk: 1 });
    assert.equal(said.abstained, false);
    assert.notEqual(said.answer, null);
    assert.equal((await engine.ask({ workspace, question, risk: 0 })).abstained, true);
  });
});
