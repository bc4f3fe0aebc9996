import assert from 'node:assert/strict';
import path from 'node:path';
import { suite, test } from 'node:test';
import { askedPlaces, summarizedPlace, turnsBefore } from '../../../src/host/tools/toolQuestions.ts';
import { RecollectError } from '../../../src/protocol/errors.ts';

const MILL = path.resolve('/library/mill');
const FOUNDRY = path.resolve('/library/foundry');
const named = (...folders: string[]) => ({ folders, exists: () => Promise.resolve(false) });

suite('What a tool asks', () => {
  test('is everything where no file is named, or one that means everything', async () => {
    assert.equal(await askedPlaces([], named(MILL)), null);
    assert.equal(await askedPlaces(['lease.md', '.'], named(MILL)), null);
    assert.deepEqual(await askedPlaces(['lease.md', 'notes/'], named(MILL)), [
      { folder: MILL, file: 'lease.md' },
      { folder: MILL, file: 'notes/' },
    ]);
  });

  test('goes on from the questions that it names, which were answered elsewhere', () => {
    assert.deepEqual(turnsBefore({ history: ['What is the rent?'] }), [
      { question: 'What is the rent?', attended: [] },
    ]);
  });

  test('is summarized as a whole only where one folder is open', async () => {
    assert.deepEqual(await summarizedPlace('.', named(MILL)), { folder: MILL, file: '' });
    assert.deepEqual(await summarizedPlace('foundry/lease.md', named(MILL, FOUNDRY)), {
      folder: FOUNDRY,
      file: 'lease.md',
    });
    assert.equal(await summarizedPlace('.', named()), undefined);
    await assert.rejects(
      summarizedPlace('.', named(MILL, FOUNDRY)),
      (error) =>
        error instanceof RecollectError &&
        error.code === 'input-invalid' &&
        /name a folder/.test(error.message),
    );
  });
});
