import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { heatPlaces, isKeptHeat, keptHeat } from '../../../src/host/heat/keptHeat.ts';
import type { Place } from '../../../src/host/places.ts';
import { parseThread, threadJson } from '../../../src/host/threads/keptThread.ts';
import { threadOf, turnOf } from '../threads/kept.ts';

const sentence: Place = {
  id: 'a.h1',
  kind: 'heat',
  folder: '/library',
  file: 'lease.md',
  anchor: { quote: 'It ends on 30 June.', start: 20, before: 'before ', after: ' after' },
  weight: 0.4,
};
const words: Place = {
  ...sentence,
  id: 'a.h1.s',
  kind: 'span',
  anchor: { quote: '30 June', start: 31, before: 'It ends on ', after: '.' },
  part: { of: 'a.h1', from: 11 },
};

suite('Heat that is kept with a turn', () => {
  test('comes back as it was, the words that answer with it', () => {
    const turn = turnOf('a', 'When?', { heat: keptHeat([words, sentence]) });
    assert.deepEqual(heatPlaces(turn), [
      { ...sentence, id: 'a.heat1' },
      { ...words, id: 'a.heat1.s', part: { of: 'a.heat1', from: 11 } },
    ]);
    assert.deepEqual(parseThread(threadJson(threadOf('one', [turn])))?.turns, [turn]);
  });

  test('a turn that was kept before heat was lights its citations', () => {
    const [place] = heatPlaces(turnOf('a', 'How much?'));
    assert.equal(place?.kind, 'heat');
    assert.equal(place?.anchor.quote, 'The yearly rent is £28,400');
    const strong = { start: 0, end: 3 };
    const spoken = turnOf('a', 'What?', {
      sentences: [{ text: 'The rent', citations: [0], strong, side: null }],
    });
    assert.equal(heatPlaces(spoken)[1]?.anchor.quote, 'The');
  });

  test('the strongest are kept, and not without end', () => {
    const many = Array.from({ length: 60 }, (_, i) => ({ ...sentence, id: `h${i}`, weight: i / 100 }));
    const kept = keptHeat(many);
    assert.ok(kept.length <= 24);
    assert.equal(kept[0]?.weight, 0.59);
  });

  test('what is no heat is not taken for it', () => {
    const [good] = keptHeat([sentence, words]);
    assert.ok(isKeptHeat(good));
    for (const change of [
      { start: -1 },
      { weight: 2 },
      { quote: 3 },
      { span: { from: 4, to: 3 } },
      { span: { from: 0, to: 99 } },
    ])
      assert.ok(!isKeptHeat({ ...good, ...change }), JSON.stringify(change));
    assert.ok(!isKeptHeat(null));
  });
});
