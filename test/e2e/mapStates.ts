import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MapState, MapTree, MapView } from '../../src/protocol/mapMessages.ts';
import { englishMapStrings, translatedMapStrings } from '../../src/protocol/mapStrings.ts';
import { mapTreeOf, type MadeDocument } from '../support/mapTree.ts';

const chinese: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../l10n/bundle.l10n.zh-cn.json'), 'utf8'),
);

const LEASE: MadeDocument = {
  file: 'contracts/lease.md',
  sections: [
    {
      heading: 'Lease of Unit 7',
      leaves: 1,
      below: [
        { heading: '1 Parties', leaves: 9 },
        { heading: '2 Term', leaves: 12 },
        { heading: '3 Rent', leaves: 16 },
        { heading: '5 Use', leaves: 38 },
        {
          heading: '9 Early termination',
          leaves: 5,
          below: [
            { heading: '9.1 By the tenant', leaves: 6 },
            { heading: '9.2 By the landlord', leaves: 4 },
          ],
        },
        { heading: '11 Default', leaves: 22 },
      ],
    },
  ],
};
const OTHERS: readonly MadeDocument[] = [
  {
    file: 'contracts/amendment-2.md',
    sections: [
      { heading: '', leaves: 3 },
      { heading: 'Notice', leaves: 14 },
      { heading: 'Signatures', leaves: 3 },
    ],
  },
  {
    file: '会议/三月纪要.md',
    sections: [
      { heading: '议程', leaves: 7 },
      { heading: '讨论', leaves: 26 },
    ],
  },
  { file: 'notes.txt', sections: [{ heading: '', leaves: 5 }], asked: false, scale: 0 },
];

/** Where the attention is: a leaf's share by document and number. */
const SHARES: Readonly<Record<string, number>> = {
  '0.12': 0.38,
  '0.13': 0.08,
  '0.81': 0.22,
  '0.96': 0.03,
  '1.10': 0.17,
};

/** A small workspace with an answer's attention on it. */
export const TREE: MapTree = mapTreeOf('m1', [LEASE, ...OTHERS], (document, leaf) =>
  document === 3 ? 0 : (SHARES[`${document}.${leaf}`] ?? 0.0001),
);
/** The same without an answer. */
export const UNLIT: MapTree = mapTreeOf('m2', [LEASE, ...OTHERS], () => 0);

const ANSWERED: Extract<MapView, { kind: 'map' }> = {
  kind: 'map',
  version: 'm1',
  question: 'When does the lease end, and can it be ended early?',
  nullShare: 0.106,
  asking: false,
  indexing: null,
  opened: null,
};

/** A state with this to be seen. */
export function stateOf(view: MapView, language = 'en'): MapState {
  const strings =
    language === 'en' ? englishMapStrings : translatedMapStrings((english) => chinese[english] ?? english);
  return { type: 'state', language, strings, view };
}

/** Everything that the map can look like, each with the tree that goes before it. */
export const MAP_STATES: Readonly<Record<string, readonly [MapTree | null, MapState]>> = {
  'no-folder': [null, stateOf({ kind: 'no-folder' })],
  large: [null, stateOf({ kind: 'large' })],
  loading: [null, stateOf({ kind: 'loading' })],
  empty: [null, stateOf({ kind: 'empty' })],
  failed: [null, stateOf({ kind: 'failed', message: 'The engine stopped. Try again.' })],
  unasked: [UNLIT, stateOf({ ...ANSWERED, version: 'm2', question: null, nullShare: 0 })],
  indexing: [
    UNLIT,
    stateOf({
      ...ANSWERED,
      version: 'm2',
      question: null,
      nullShare: 0,
      indexing: { done: 300, total: 1204 },
    }),
  ],
  answered: [TREE, stateOf(ANSWERED)],
  opened: [TREE, stateOf({ ...ANSWERED, opened: 'm1.d0.l12' })],
  asking: [TREE, stateOf({ ...ANSWERED, asking: true })],
  chinese: [TREE, stateOf({ ...ANSWERED, question: '租约什么时候到期，可以提前解约吗？' }, 'zh-cn')],
};
