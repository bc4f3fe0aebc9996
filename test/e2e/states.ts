import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { surroundings } from '../../src/host/surroundings.ts';
import type { PanelState } from '../../src/protocol/panelMessages.ts';
import type {
  CitedPlace,
  EarlierTurnView,
  PanelCitation,
  PanelPassage,
  PanelSentence,
  TurnView,
} from '../../src/protocol/turnView.ts';
import type { SummaryView } from '../../src/protocol/summaryView.ts';
import type { UsedView, WrittenView } from '../../src/protocol/writtenView.ts';
import { englishPanelStrings, translatedPanelStrings } from '../../src/protocol/panelStrings.ts';

const root = join(import.meta.dirname, '../..');
const chinese: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(join(root, 'l10n/bundle.l10n.zh-cn.json'), 'utf8'),
);

/** A passage of the sample library: the lines from the one that begins with `from` to the one with `to`. */
function passage(
  id: string,
  file: string,
  from: string,
  to: string,
  rest: Omit<
    PanelPassage,
    'id' | 'label' | 'folder' | 'text' | 'marks' | 'place' | 'standing' | 'fileShare' | 'sectionShare'
  > & {
    /** Sentences with their weights and, where they have any, the words that answer. */
    readonly heat: readonly (readonly [string, number, string?])[];
    readonly standing?: PanelPassage['standing'];
  },
): PanelPassage {
  const source = readFileSync(join(root, 'media/sample-library', file), 'utf8');
  const start = source.indexOf(from);
  const end = source.indexOf('\n', source.indexOf(to, start));
  if (start < 0 || end < 0) throw new Error(`${file} has no "${from}" … "${to}"`);
  const text = source.slice(start, end);
  const { heat, standing = 'stands', ...others } = rest;
  return {
    ...others,
    fileShare: file.endsWith('lease.md') ? 0.38 : 0.52,
    sectionShare: Math.min(1, rest.share + 0.02),
    id,
    label: file.slice(file.lastIndexOf('/') + 1),
    folder: file.slice(0, file.lastIndexOf('/')),
    text,
    marks: heat
      .map(([quote, weight, span], i) => ({
        id: `${id}.h${i + 1}`,
        standing: 'stands' as const,
        start: text.indexOf(quote),
        end: text.indexOf(quote) + quote.length,
        weight,
        span:
          span === undefined
            ? null
            : { id: `${id}.h${i + 1}.s`, standing: 'stands' as const, ...rangeIn(text, span) },
      }))
      .filter((mark) => mark.start >= 0)
      .sort((a, b) => a.start - b.start),
    place: { start: start / source.length, end: end / source.length },
    standing,
  };
}

/** The words in their place. */
function citedPlace(file: string, words: string, headings: readonly string[]): CitedPlace {
  const source = readFileSync(join(root, 'media/sample-library', file), 'utf8');
  return { headings, lines: surroundings(source, rangeIn(source, words)) };
}

/** Where the words stand in the text. */
function rangeIn(text: string, words: string): { readonly start: number; readonly end: number } {
  const start = text.indexOf(words);
  if (start < 0) throw new Error(`"${words}" does not stand in "${text}"`);
  return { start, end: start + words.length };
}

/** A sentence of an answer, with the words in it that answer. */
function sentence(
  number: number,
  text: string,
  words: string | null = null,
  side: PanelSentence['side'] = null,
): PanelSentence {
  const strong =
    words === null ? null : { id: `a1.w${number}`, standing: 'stands' as const, ...rangeIn(text, words) };
  return { text, citations: [`a1.c${number}`], strong, side };
}

const passages = [
  passage('a1.p1', 'contracts/amendment-2.md', '## 3. Break', '3.4 ', {
    headings: ['Second Amendment to the Lease of Unit 7', '3. Break'],
    share: 0.46,
    numbers: [1, 2],
    heat: [
      ['3.1 The break date becomes 30 September 2026.', 0.29],
      [
        '3.2 The notice that the Tenant must give, raised to nine months in 2022, is shortened to four months.',
        0.13,
      ],
    ],
  }),
  passage('a1.p2', 'contracts/lease.md', '2.1 The Landlord lets', '2.2 ', {
    headings: ['Lease of Unit 7', 'Part A. What is let, and for how long', '2. The letting'],
    share: 0.21,
    numbers: [3],
    heat: [
      [
        '2.1 The Landlord lets the Premises to the Tenant for ten years, beginning on 1 April 2021 and ending on 31 March 2031.',
        0.18,
      ],
    ],
  }),
  passage('a1.p3', 'contracts/lease.md', '3.1 The yearly rent', '3.4 ', {
    headings: ['Lease of Unit 7', 'Part B. Money', '3. Rent'],
    share: 0.11,
    numbers: [],
    heat: [
      [
        '3.2 No rent falls due for the first three months of the term, so that the Tenant can move its presses and lay a level floor beneath them.',
        0.04,
      ],
      ['The first payment is therefore made on 1 July 2021.', 0.02],
    ],
  }),
  passage('a1.p4', 'contracts/lease.md', '4.1 On 1 April 2026', '4.4 ', {
    headings: ['Lease of Unit 7', 'Part B. Money', '4. Rent review'],
    share: 0.06,
    numbers: [],
    heat: [['4.1 On 1 April 2026 the rent is reviewed', 0.03]],
  }),
  passage('a1.p5', 'contracts/amendment-2.md', '2.1 From 1 July 2024', '2.3 ', {
    headings: ['Second Amendment to the Lease of Unit 7', '2. Rent after the flood'],
    share: 0.04,
    numbers: [],
    heat: [],
  }),
  passage('a1.p6', 'contracts/amendment-2.md', '1.1 In the night', '1.3 ', {
    headings: ['Second Amendment to the Lease of Unit 7', '1. What happened'],
    share: 0.02,
    numbers: [],
    heat: [],
  }),
] as const;

const citations: readonly PanelCitation[] = [
  {
    id: 'a1.c1',
    number: 1,
    label: 'amendment-2.md',
    quote: 'The break date becomes 30 September 2026.',
    standing: 'stands',
    place: citedPlace('contracts/amendment-2.md', 'The break date becomes 30 September 2026.', [
      'Second Amendment to the Lease of Unit 7',
      '3. Break',
    ]),
  },
  {
    id: 'a1.c2',
    number: 2,
    label: 'amendment-2.md',
    quote: 'is shortened to four months.',
    standing: 'stands',
  },
  {
    id: 'a1.c3',
    number: 3,
    label: 'lease.md',
    quote: 'for ten years, beginning on 1 April 2021',
    standing: 'stands',
  },
];

const question = 'When does the lease end, and can it be ended early?';

const answered: TurnView = {
  kind: 'answered',
  id: 'a1',
  question,
  scope: null,
  readAs: null,
  form: 'sentences',
  sentences: [
    sentence(1, '3.1 The break date becomes 30 September 2026.'),
    sentence(
      2,
      '3.2 The notice that the Tenant must give, raised to nine months in 2022, is shortened to four months.',
    ),
    sentence(
      3,
      '2.1 The Landlord lets the Premises to the Tenant for ten years, beginning on 1 April 2021 and ending on 31 March 2031.',
    ),
  ],
  citations,
  confidence: 'high',
  probability: null,
  written: null,
  passages,
  remembered: { files: 17, encoded: 412, leaves: 412 },
  warnings: [],
};

const idle: PanelState = {
  type: 'state',
  language: 'en',
  strings: englishPanelStrings,
  memory: { kind: 'ready', files: 17, passages: 412, skipped: 2, device: 'CPU' },
  composer: {
    request: 0,
    scope: 'workspace',
    draft: '',
    file: 'lease.md',
    folder: null,
    selection: null,
    picked: [],
    history: [],
    offers: null,
  },
  thread: { title: '', notice: null, kept: 0, earlier: [], pinned: false, useful: null },
  turn: { kind: 'none' },
  explanation: null,
  suggestions: [],
  summary: null,
  writer: null,
  active: null,
  restricted: false,
};

/** Turns that are over: a short fact, one that nothing answered, one that a model wrote to. */
const earlier: readonly EarlierTurnView[] = [
  {
    id: 'e1',
    question: 'What is the yearly rent of Unit 7 under the lease?',
    scope: null,
    readAs: null,
    form: 'words',
    sentences: [
      {
        text: '3.1 The yearly rent is £28,400, paid in four equal parts of £7,100 in advance on the Quarter Days.',
        citations: ['e1.c1'],
        strong: { id: 'e1.w1', start: 23, end: 30, standing: 'stands' },
        side: null,
      },
    ],
    citations: [
      { id: 'e1.c1', number: 1, label: 'lease.md', quote: 'The yearly rent is £28,400', standing: 'stands' },
    ],
    written: null,
    pinned: true,
  },
  {
    id: 'e2',
    question:
      'Who owns the vacant plot between Units 9 and 10, and since when has it been for sale on the market?',
    scope: 'lease.md',
    readAs: null,
    form: 'sentences',
    sentences: [],
    citations: [],
    written: null,
    pinned: false,
  },
  {
    id: 'e3',
    question: 'And after the flood?',
    scope: null,
    readAs: 'yearly rent · Unit 7 · £28,400',
    form: 'sentences',
    sentences: [
      {
        text: '2.1 From 1 July 2024 until 31 March 2025 the rent is reduced to £29,400 a year.',
        citations: ['e3.c1'],
        strong: null,
        side: null,
      },
    ],
    citations: [
      { id: 'e3.c1', number: 1, label: 'amendment-2.md', quote: 'the rent is reduced', standing: 'gone' },
    ],
    written: {
      model: 'SmolLM2-135M-Instruct',
      sentences: [
        {
          text: 'After the flood the rent was reduced to £29,400.',
          support: 'supported',
          citations: ['e3.c1'],
        },
        { text: 'The tenant was glad of it.', support: 'unsupported', citations: [] },
      ],
    },
    pinned: false,
  },
];
const thread: PanelState['thread'] = {
  title: 'The lease of Unit 7',
  notice: null,
  kept: 4,
  earlier,
  pinned: false,
  useful: null,
};

/** A short fact: its words in their sentence, and in its passage. */
const words: TurnView = {
  ...answered,
  question: 'How many months of notice must the Tenant give?',
  form: 'words',
  sentences: answered.sentences.slice(1, 2).map(({ text }) => sentence(2, text, 'four months')),
  citations: citations.slice(1, 2).map((citation) => ({ ...citation, number: 1 })),
  passages: [
    passage('a1.p1', 'contracts/amendment-2.md', '## 3. Break', '3.4 ', {
      headings: ['Second Amendment to the Lease of Unit 7', '3. Break'],
      share: 0.61,
      numbers: [1],
      heat: [
        [
          '3.2 The notice that the Tenant must give, raised to nine months in 2022, is shortened to four months.',
          0.45,
          'four months',
        ],
        ['3.1 The break date becomes 30 September 2026.', 0.09],
      ],
    }),
    ...passages.slice(1, 4),
  ],
};

const sides: TurnView = {
  ...answered,
  question: 'How many months of notice must the Tenant give?',
  form: 'sides',
  sentences: [
    sentence(
      1,
      '5.1 In clause 14.1 the words "six months’ notice" are replaced by "nine months’ notice".',
      'nine months',
      { value: 'nine months', date: '2022-09-12', latest: false },
    ),
    sentence(
      2,
      '3.2 The notice that the Tenant must give, raised to nine months in 2022, is shortened to four months.',
      'four months',
      { value: 'four months', date: '2024-05-20', latest: true },
    ),
  ],
  citations: citations
    .slice(0, 2)
    .map((citation, i) => ({ ...citation, label: i === 0 ? 'amendment-1.md' : 'amendment-2.md' })),
};

/** What a model wrote to {@link answered}, as far as it was when its third sentence began. */
const written: WrittenView = {
  model: 'smollm2-135m-instruct',
  phase: 'done',
  sentences: [
    { id: 'a1.m1', text: 'Here is what the files say:', support: 'no-claim', citations: [], doubts: [] },
    {
      id: 'a1.m2',
      text: 'The lease can be ended on the break date, 30 September 2026.',
      support: 'supported',
      citations: ['a1.c1'],
      doubts: [],
    },
    {
      id: 'a1.m3',
      text: 'The Tenant must give six months’ notice.',
      support: 'unsupported',
      citations: ['a1.c2'],
      doubts: [{ kind: 'number', words: 'six months', found: 'four months' }],
    },
    {
      id: 'a1.m4',
      text: 'Otherwise it runs for a decade from the spring of 2021.',
      support: 'unsure',
      citations: ['a1.c3'],
      doubts: [{ kind: 'meaning', words: '' }],
    },
  ],
  text: '',
  error: null,
  redacted: [],
  chosen: null,
  used: null,
};
const used: UsedView = {
  kind: 'found',
  sources: [
    {
      id: 'a1.u1',
      label: 'amendment-2.md › 3. Break',
      quote:
        '3.2 The notice that the Tenant must give, raised to nine months in 2022, is shortened to four months.',
      weight: 0.72,
      share: 0.46,
    },
    {
      id: 'a1.u2',
      label: 'lease.md › 2. The letting',
      quote: 'beginning on 1 April 2021 and ending on 31 March 2031.',
      weight: 0.28,
      share: null,
    },
  ],
  by: 'log-probability',
  runs: 32,
  fit: 0.81,
};

/** A summary of a file of so many leaves and sections, as long files have them. */
function summaryOf(leaves: number, sections: number, run: number): SummaryView {
  // The same ones every time, without a pattern that the eye finds.
  const noise = (i: number): number => (((Math.sin(i * 12.9898) * 43758.5453) % 1) + 1) % 1;
  const states = Array.from({ length: leaves }, (_, i) =>
    noise(i) < 0.14 ? 'r' : noise(i + 0.5) < 0.38 ? 'c' : 'o',
  ).join('');
  const cited = citations.map((citation, i) => ({ ...citation, id: `s1.1.c${String(i + 1)}` }));
  const told = citations.map(({ quote: text }, i) => ({
    text,
    citations: [`s1.1.c${String(i + 1)}`],
    support: null,
    doubts: [],
  }));
  const share = (letter: string): number => [...states].filter((state) => state === letter).length / leaves;
  return {
    id: 's1',
    kind: 'file',
    title: 'lease.md',
    file: '',
    question: '',
    length: 0.3,
    written: false,
    progress: null,
    stopped: false,
    error: null,
    result: {
      run,
      summary: told,
      sections: Array.from({ length: sections }, (_, i) => ({
        id: `s1.s${String(i + 1)}`,
        heading: `${String(i + 1)}. ${['The letting', 'Rent', 'Rent review', 'Repair and decoration'][i % 4] ?? ''}`,
        file: '',
        sentences: told.slice(0, 1 + (i % 2)),
      })),
      citations: cited,
      coverage: { represented: share('r'), compressed: share('c'), leftOut: share('o') },
      strip: {
        leaf: 's1.l',
        states,
        lengths: Array.from({ length: leaves }, (_, i) => 300 + Math.round(noise(i + 0.25) * 500)),
        sections: Array.from({ length: sections }, (_, i) => ({
          from: Math.floor((i * leaves) / sections),
          title: `${String(i + 1)}. ${['The letting', 'Rent', 'Rent review', 'Repair and decoration'][i % 4] ?? ''}`,
        })),
      },
      model: null,
      reused: 0,
      redacted: [],
      warnings: [],
      leftOut: null,
    },
  };
}
const summary = summaryOf(46, 12, 1);
const longSummary = summaryOf(1620, 240, 2);
const leftOut = {
  all: 57,
  stretches: passages.slice(2, 5).map(({ text, headings }, i) => ({
    id: `s1.l${String(7 * i + 2)}`,
    label: headings.at(-1) ?? '',
    text: `${text.replace(/\s+/g, ' ').slice(0, 140)}…`,
    leaves: 4 - i,
  })),
};

const inChinese = { language: 'zh-cn', strings: translatedPanelStrings((text) => chinese[text] ?? text) };

const chineseText =
  '2.1 出租人将房屋租给承租人，租期三年，自 2023 年 7 月 1 日起，至 2026 年 6 月 30 日止。租期届满前，双方可以书面续租，续租的租金由双方另行商定，但不得超过上一年度租金的百分之一百一十。';
const chineseSentence =
  '2.1 出租人将房屋租给承租人，租期三年，自 2023 年 7 月 1 日起，至 2026 年 6 月 30 日止。';

const LARGE = {
  kind: 'large',
  name: 'archive',
  files: 9218,
  size: '340 MB',
  time: 'about 25 minutes',
  divisible: true,
  declined: false,
} as const;

/** Every face the panel can show, by name: what the page's tests and pictures go through. */
export const STATES = {
  'no-folder': { ...idle, memory: { kind: 'no-folder' }, composer: { ...idle.composer, file: null } },
  restricted: { ...idle, restricted: true },
  large: { ...idle, memory: LARGE, composer: { ...idle.composer, file: null } },
  'large-declined': { ...idle, memory: { ...LARGE, declined: true } },
  starting: { ...idle, memory: { kind: 'starting' } },
  empty: { ...idle, memory: { kind: 'empty', skipped: 3 } },
  reading: { ...idle, memory: { kind: 'indexing', phase: 'reading', done: 12, total: 17 } },
  encoding: {
    ...idle,
    memory: { kind: 'indexing', phase: 'encoding', done: 504, total: 1204 },
    composer: { ...idle.composer, file: null },
  },
  paused: { ...idle, memory: { kind: 'paused', done: 504, total: 1204 } },
  ready: idle,
  engineFailed: {
    ...idle,
    memory: {
      kind: 'failed',
      error: {
        message:
          'The engine ended four times in a row, so it was not started again. Nothing can be asked until it runs. Index again, and look at the log if it ends once more.',
        actions: ['index', 'showLog'],
      },
    },
  },
  pending: { ...idle, turn: { kind: 'pending', id: 'a1', question, scope: null, readAs: null } },
  answered: { ...idle, turn: answered },
  active: { ...idle, turn: answered, active: 'a1.p1' },
  thread: {
    ...idle,
    thread: { ...thread, pinned: true },
    turn: { ...answered, readAs: 'rent · reduced to £29,400 a year' },
  },
  'thread-alone': {
    ...idle,
    thread: {
      ...thread,
      notice:
        'A conversation could not be read, so it was set aside as 4f2a.json.9c01ab.damaged. The others are as they were.',
    },
  },
  'chinese-thread': { ...idle, ...inChinese, thread: { ...thread, title: '七号单元的租约' } },
  fileScope: {
    ...idle,
    composer: {
      ...idle.composer,
      request: 1,
      scope: 'file',
      draft: question,
      file: 'a-rather-long-name-of-a-file-in-the-editor.md',
    },
    turn: { ...answered, scope: 'a-rather-long-name-of-a-file-in-the-editor.md', confidence: 'medium' },
  },
  // Before the first question, what the documents' own headings ask.
  suggestions: {
    ...idle,
    composer: { ...idle.composer, history: ['Who pays for the flood?', 'When does the lease end?'] },
    suggestions: [
      { question: 'What does it say about “Rent review”?', label: 'lease.md' },
      { question: '“启动前检查”里说了什么？', label: '冻干机操作手册.md' },
      {
        question: 'What does it say about “Cleaning of the presses after a long standstill in winter”?',
        label: 'a-rather-long-name-of-a-file-in-a-folder.md',
      },
    ],
  },
  // What counted for each passage, being looked up, found, and what went wrong.
  explaining: { ...idle, turn: answered, explanation: { kind: 'working', turn: 'a1' } },
  explained: {
    ...idle,
    turn: answered,
    thread: { ...idle.thread, useful: true },
    explanation: {
      kind: 'shown',
      turn: 'a1',
      passages: [
        {
          passage: 'a1.p1',
          parts: [
            { words: 'The reader finds an answer in it', gave: 2.31 },
            { words: 'It means something like the question', gave: 1.62 },
            { words: 'It holds words of the question', gave: 1.24 },
            { words: 'One sentence of it holds much of the question', gave: 0.88 },
            { words: 'Its section holds them', gave: -0.14 },
          ],
          silent: 4,
          found: '30 September 2026',
        },
        {
          passage: 'a1.p2',
          parts: [
            { words: 'It means something like the question', gave: 1.9 },
            { words: 'The reader finds an answer in it', gave: -1.02 },
          ],
          silent: 7,
          found: null,
        },
      ],
    },
  },
  'explain-failed': {
    ...idle,
    turn: answered,
    explanation: {
      kind: 'failed',
      turn: 'a1',
      error: { message: 'The engine stopped. What was indexed is kept.', actions: ['showLog'] },
    },
  },
  // What the editor offers to ask, what was picked, and what there is to pick.
  scopes: {
    ...idle,
    composer: {
      ...idle.composer,
      request: 1,
      scope: 'selection',
      folder: 'contracts/',
      selection: 'lease.md, lines 12 to 30',
    },
  },
  picked: {
    ...idle,
    composer: {
      ...idle.composer,
      scope: 'picked',
      picked: [
        { id: 's1', kind: 'file', label: 'lease.md', folder: 'contracts' },
        { id: 's2', kind: 'folder', label: 'letters/', folder: '' },
        {
          id: 's3',
          kind: 'part',
          label: 'a-rather-long-name-of-a-file.md, lines 12 to 30',
          folder: 'manuals',
        },
      ],
    },
  },
  offers: {
    ...idle,
    composer: {
      ...idle.composer,
      request: 1,
      draft: 'When does it end? @',
      offers: {
        typed: '',
        items: [
          { id: 's1', kind: 'file', label: 'lease.md', folder: 'contracts' },
          { id: 's2', kind: 'folder', label: 'contracts/', folder: '' },
          { id: 's3', kind: 'file', label: '冻干机操作手册.md', folder: '手册' },
          {
            id: 's4',
            kind: 'file',
            label: 'a-rather-long-name-of-a-file-in-a-folder.md',
            folder: 'manuals/old',
          },
        ],
      },
    },
  },
  edited: {
    ...idle,
    turn: {
      ...answered,
      passages: passages.map((p, i) => ({
        ...p,
        standing: (['changed', 'gone', 'moved'] as const)[i] ?? 'stands',
        marks: p.marks.map((mark, j) => ({
          ...mark,
          standing: i === 1 || (i === 0 && j === 0) ? 'gone' : 'stands',
        })),
      })),
      citations: citations.map((c, i) => ({ ...c, standing: i < 2 ? 'moved' : 'gone' })),
    },
  },
  whileIndexing: {
    ...idle,
    memory: { kind: 'indexing', phase: 'encoding', done: 204, total: 412 },
    turn: {
      ...answered,
      confidence: 'low',
      remembered: { files: 17, encoded: 204, leaves: 412 },
      warnings: ['The index of this folder was made by another version and is being built anew.'],
    },
  },
  waiting: {
    ...idle,
    writer: written.model,
    turn: { ...answered, written: { ...written, phase: 'waiting', sentences: [] } },
  },
  writing: {
    ...idle,
    writer: written.model,
    turn: {
      ...answered,
      written: {
        ...written,
        phase: 'writing',
        sentences: written.sentences.slice(0, 2),
        text: 'The Tenant must give six mon',
      },
    },
  },
  written: { ...idle, writer: written.model, turn: { ...answered, written } },
  writtenGround: {
    ...idle,
    writer: written.model,
    turn: { ...answered, written: { ...written, phase: 'cut', chosen: 'a1.m3' } },
    active: 'a1.c2',
  },
  writtenUsing: {
    ...idle,
    writer: written.model,
    turn: {
      ...answered,
      written: { ...written, chosen: 'a1.m4', used: { kind: 'working', done: 12, total: 32 } },
    },
  },
  writtenUsed: {
    ...idle,
    writer: written.model,
    turn: { ...answered, written: { ...written, chosen: 'a1.m2', used } },
  },
  writtenStopped: {
    ...idle,
    writer: written.model,
    turn: {
      ...answered,
      written: {
        ...written,
        phase: 'stopped',
        sentences: written.sentences.slice(0, 3),
        redacted: [
          { kind: 'e-mail', count: 2 },
          { kind: 'name', count: 1 },
        ],
      },
    },
  },
  writtenFailed: {
    ...idle,
    writer: written.model,
    turn: {
      ...answered,
      written: {
        ...written,
        phase: 'failed',
        sentences: [],
        error: {
          message:
            'Nothing answers at http://127.0.0.1:11434/v1, so nothing was written. Start the server, or choose another model.',
          actions: ['retry'],
        },
      },
    },
  },
  writtenUnsent: {
    ...idle,
    writer: written.model,
    turn: { ...answered, written: { ...written, phase: 'unsent', sentences: [] } },
  },
  writtenDeclined: {
    ...idle,
    writer: written.model,
    turn: {
      kind: 'declined',
      id: 'a2',
      question: 'How do I bake sourdough bread?',
      scope: null,
      readAs: null,
      nearMiss: null,
      citations: [],
      probability: null,
      written: { ...written, phase: 'declined', sentences: [] },
      passages: passages.slice(2, 4).map((p) => ({ ...p, share: p.share / 4, numbers: [], marks: [] })),
      remembered: { files: 17, encoded: 412, leaves: 412 },
      warnings: [],
    },
  },
  summary: { ...idle, summary },
  summaryLong: { ...idle, summary: longSummary, active: 's1.l40' },
  summaryWritten: {
    ...idle,
    writer: written.model,
    summary: {
      ...summary,
      written: true,
      result: summary.result && {
        ...summary.result,
        model: written.model,
        summary: summary.result.summary.map((sentence, i) => ({
          ...sentence,
          support: i === 1 ? ('unsupported' as const) : ('supported' as const),
          doubts: i === 1 ? [{ kind: 'number' as const, words: 'six months', found: 'four months' }] : [],
        })),
      },
    },
  },
  summaryWorking: {
    ...idle,
    summary: { ...longSummary, progress: { phase: 'reading', done: 96, total: 240 }, result: null },
  },
  summaryAgain: {
    ...idle,
    summary: {
      ...summary,
      question: 'What about the rent?',
      progress: { phase: 'reading', done: 3, total: 12 },
    },
  },
  summaryLeftOut: {
    ...idle,
    summary: {
      ...summary,
      kind: 'section',
      title: '3. Rent',
      file: 'lease.md',
      result: summary.result && { ...summary.result, leftOut },
    },
  },
  summaryStopped: { ...idle, summary: { ...summary, result: null, stopped: true } },
  summaryFailed: {
    ...idle,
    summary: {
      ...summary,
      result: null,
      error: {
        message:
          'lease.md is not in the memory of this folder, so it cannot be summarized. Check the name or index the folder again.',
        actions: ['retry', 'showLog'],
      },
    },
  },
  'chinese-summary': { ...idle, ...inChinese, summary },
  'chinese-written': {
    ...idle,
    ...inChinese,
    writer: 'Qwen',
    turn: { ...answered, written: { ...written, model: 'Qwen', chosen: 'a1.m3', used } },
  },
  declined: {
    ...idle,
    turn: {
      kind: 'declined',
      id: 'a2',
      question: 'How do I bake sourdough bread?',
      scope: null,
      readAs: null,
      nearMiss: null,
      citations: [],
      probability: null,
      written: null,
      passages: passages.slice(2, 5).map((p) => ({
        ...p,
        share: p.share / 4,
        fileShare: p.fileShare && p.fileShare / 4,
        numbers: [],
        marks: [],
      })),
      remembered: { files: 17, encoded: 412, leaves: 412 },
      warnings: [],
    },
  },
  words: { ...idle, turn: words },
  wordsActive: { ...idle, turn: { ...words, probability: 0.92 }, active: 'a1.w2' },
  wordsGone: {
    ...idle,
    turn: {
      ...words,
      sentences: words.sentences.map((s) => ({
        ...s,
        strong: s.strong && { ...s.strong, standing: 'gone' },
      })),
      citations: words.citations.map((c) => ({ ...c, standing: 'gone' })),
      passages: words.passages.map((p) => ({
        ...p,
        marks: p.marks.map((m) => ({ ...m, span: m.span && { ...m.span, standing: 'gone' } })),
      })),
    },
  },
  items: {
    ...idle,
    turn: {
      ...answered,
      form: 'items',
      question: 'What did the second amendment change?',
      sentences: [
        sentence(1, '- 3.1 The break date becomes 30 September 2026.', '30 September 2026'),
        ...answered.sentences.slice(1),
      ],
    },
  },
  sides: { ...idle, turn: sides },
  nearMiss: {
    ...idle,
    turn: {
      kind: 'declined',
      id: 'a2',
      question: 'What was the service charge in 2024?',
      scope: null,
      readAs: null,
      nearMiss: { asked: '2024', found: ['2021', '2022'], citation: 'a1.c3' },
      citations: citations.slice(2).map((c) => ({ ...c, number: 1 })),
      probability: 0.08,
      written: null,
      passages: passages.slice(1, 4).map((p, i) => ({
        ...p,
        share: p.share / 4,
        fileShare: p.fileShare && p.fileShare / 4,
        numbers: i === 0 ? [1] : [],
      })),
      remembered: { files: 17, encoded: 412, leaves: 412 },
      warnings: [],
    },
  },
  cancelled: { ...idle, turn: { kind: 'cancelled', id: 'a3', question, scope: null, readAs: null } },
  failed: {
    ...idle,
    turn: {
      kind: 'failed',
      id: 'a4',
      question,
      scope: null,
      readAs: null,
      error: {
        message:
          'The engine ended while it was answering, and again when it was asked anew. The question is kept. Ask again, or look at the log for the reason.',
        actions: ['retry', 'showLog'],
      },
    },
  },
  'chinese-ready': { ...idle, ...inChinese },
  'chinese-answered': {
    ...idle,
    ...inChinese,
    turn: {
      ...answered,
      question: '租约什么时候到期，可以提前解约吗？',
      form: 'words',
      sentences: [sentence(1, chineseSentence, '2026 年 6 月 30 日')],
      citations: citations.map((c, i) =>
        i === 0 ? { ...c, label: '租赁合同.md', quote: chineseSentence } : c,
      ),
      passages: [
        {
          id: 'a1.p0',
          label: '租赁合同.md',
          folder: '合同',
          headings: ['房屋租赁合同', '第二条 租期'],
          share: 0.5,
          sectionShare: null,
          fileShare: 0.5,
          text: chineseText,
          marks: [
            {
              id: 'a1.h0',
              standing: 'stands',
              start: 0,
              end: chineseSentence.length,
              weight: 0.4,
              span: { id: 'a1.h0.s', standing: 'stands', ...rangeIn(chineseText, '2026 年 6 月 30 日') },
            },
          ],
          place: { start: 0.11, end: 0.16 },
          numbers: [1],
          standing: 'stands',
        },
        ...passages
          .slice(0, 3)
          .map((p) => ({ ...p, share: p.share * 0.5, fileShare: p.fileShare && p.fileShare * 0.5 })),
      ],
    },
  },
  'chinese-sides': { ...idle, ...inChinese, turn: sides },
  'chinese-nearMiss': {
    ...idle,
    ...inChinese,
    turn: {
      kind: 'declined',
      id: 'a2',
      question: '2024 年的物业费是多少？',
      scope: null,
      readAs: null,
      nearMiss: { asked: '2024 年', found: ['2022 年', '2023 年'], citation: 'a1.c1' },
      citations: citations.slice(0, 1).map((c) => ({ ...c, label: '租赁合同.md', quote: chineseSentence })),
      probability: null,
      written: null,
      passages: passages.slice(1, 3).map((p) => ({ ...p, share: p.share / 4, numbers: [] })),
      remembered: { files: 17, encoded: 412, leaves: 412 },
      warnings: [],
    },
  },
  'chinese-indexing': {
    ...idle,
    ...inChinese,
    memory: { kind: 'indexing', phase: 'encoding', done: 504, total: 1204 },
  },
} as const satisfies Record<string, PanelState>;
