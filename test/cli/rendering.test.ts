import assert from 'node:assert/strict';
import test from 'node:test';
import { askCommand } from '../../src/cli/askCommand.ts';
import { doctorCommand } from '../../src/cli/doctorCommand.ts';
import { explainCommand } from '../../src/cli/explainCommand.ts';
import { indexCommand } from '../../src/cli/indexCommand.ts';
import type { Session } from '../../src/cli/session.ts';
import { Terminal } from '../../src/cli/terminal.ts';
import type { EngineApi, IndexReport } from '../../src/protocol/engineApi.ts';
import type { AskResult, Citation, ExplainResult } from '../../src/protocol/asking.ts';
import { sentence } from '../../src/protocol/sentences.ts';
import { assertGolden } from './golden.ts';

// What the commands print for results that are given here word for word, so that every part of the picture is
// in it: many passages, a citation outside them, a hostile document. The real engine's are in main.test.ts.

const lease =
  '# Lease\r\n\r\nThe tenant may end this lease with three months’ notice in writing. ' +
  'The notice counts from the first day of the next month, and it is valid only where it names the flat.\r\n\r\n' +
  '\tRent: 1,200 a month\r\n\r\n\u001b[2JHidden words\u001b[8m that clear the screen.\r\n';
const contract =
  '第七条 承租人可以提前三个月书面通知出租人解除本合同。通知自下一个月的第一天起计算，未写明房屋的通知无效。押金在交还钥匙后十四天内退还，扣除的部分应当逐项说明理由。\n';
const files: Readonly<Record<string, string>> = { 'lease.md': lease, '合同/租约.txt': contract };

const quoted = (file: string, quote: string): Citation => {
  const start = (files[file] ?? '').indexOf(quote);
  assert.ok(start >= 0, quote);
  return { file, start, end: start + quote.length, quote };
};
const rangeOf = (file: string, words: string) => {
  const { start, end } = quoted(file, words);
  return { start, end };
};
const passage = (file: string, weight: number) => {
  const text = files[file] ?? '';
  return {
    file,
    start: 0,
    end: text.length,
    weight,
    sectionWeight: weight,
    level: 'leaf' as const,
    headings: [],
    text,
  };
};

const answered: AskResult = {
  question: 'How long is the notice period, and when does it start?',
  answer: {
    text: 'The tenant may end this lease with three months’ notice in writing. 通知自下一个月的第一天起计算，未写明房屋的通知无效。',
    sentences: [
      {
        text: 'The tenant may end this lease with three months’ notice in writing.',
        citations: [
          quoted('lease.md', 'The tenant may end this lease with three months’ notice in writing.'),
        ],
      },
      {
        text: '通知自下一个月的第一天起计算，未写明房屋的通知无效。',
        citations: [
          quoted('合同/租约.txt', '通知自下一个月的第一天起计算，未写明房屋的通知无效。'),
          { file: 'elsewhere.md', start: 5, end: 9, quote: 'text' },
        ],
      },
    ],
  },
  abstained: false,
  confidence: 0.81,
  nullWeight: 0.06,
  passages: [
    passage('lease.md', 0.62),
    passage('合同/租约.txt', 0.24),
    ...[0.04, 0.02, 0.01, 0.008, 0.002].map((weight) => ({
      file: 'other.txt',
      start: 0,
      end: 12,
      weight,
      sectionWeight: weight,
      level: 'leaf' as const,
      headings: [],
      text: 'Other words.',
    })),
  ],
  documents: [
    { file: 'lease.md', weight: 0.62 },
    { file: '合同/租约.txt', weight: 0.24 },
    { file: 'other.txt', weight: 0.08 },
  ],
  heat: [],
  terms: [],
  scope: null,
  memory: { files: 3, leaves: 9, encoded: 9 },
  warnings: [sentence('being-written-by', '4711')],
};

const declined: AskResult = { ...answered, answer: null, abstained: true, nullWeight: 0.71, warnings: [] };

const months = 'three months’ notice';
const fact: AskResult = {
  ...answered,
  calibrated: true,
  answer: {
    text: months,
    kind: 'words',
    sentences: [
      {
        text: 'The tenant may end this lease with three months’ notice in writing.',
        citations: [
          quoted('lease.md', 'The tenant may end this lease with three months’ notice in writing.'),
        ],
        span: rangeOf('lease.md', months),
      },
    ],
  },
};
const items: AskResult = {
  ...answered,
  answer: {
    text: '',
    kind: 'items',
    sentences: [
      ...answered.answer!.sentences,
      { text: '-  Rent: 1,200\r\n a month', citations: [quoted('lease.md', 'Rent: 1,200 a month')] },
    ],
  },
};
const sides: AskResult = {
  ...answered,
  answer: {
    text: '',
    kind: 'sides',
    sentences: [
      { ...fact.answer!.sentences[0]!, side: { value: 'three months\u001b[2J', date: '2021-03-03' } },
      {
        ...answered.answer!.sentences[1]!,
        span: rangeOf('合同/租约.txt', '第一天'),
        side: { value: '自下一个月的第一天起', date: '2024-05-20', latest: true },
      },
    ],
  },
};
const nearMiss: AskResult = {
  ...declined,
  calibrated: true,
  confidence: 0.08,
  nearMiss: {
    asked: '2024',
    found: ['2022', '2023'],
    citation: quoted('合同/租约.txt', '押金在交还钥匙后十四天内退还'),
  },
};

const explained: ExplainResult = {
  question: answered.question,
  terms: [
    { term: 'notice', leaves: 12, rarity: 0.5 },
    { term: 'period', leaves: 1, rarity: 2 },
  ],
  nullLogit: -1.2,
  nullParts: [{ name: 'bestMeaning', value: 0.8, contribution: -1.2 }],
  nullWeight: 0.06,
  confidence: 0.81,
  passages: [
    {
      ...passage('lease.md', 0.62),
      headings: ['Lease', 'Ending\u001b[0m'],
      logit: 3.21,
      parts: [
        { name: 'words', value: 0.5, contribution: 1.1 },
        { name: 'meaning', value: 0.91, contribution: 2.4 },
        { name: 'length', value: 0.2, contribution: -0.29 },
        { name: 'neighbours', value: 0, contribution: 0 },
        { name: 'reader', value: 4.25, contribution: 1.7 },
      ],
      reading: {
        gap: 4.25,
        spans: [
          { ...rangeOf('lease.md', months), text: months },
          { ...rangeOf('lease.md', 'Hidden words'), text: '\u001b[2JHidden\nwords' },
        ],
      },
    },
  ],
  warnings: [],
};

const report: IndexReport = {
  files: 3,
  leaves: 1234,
  encoded: 34,
  reused: 1200,
  skipped: [
    { file: 'photo.txt', reason: 'It is not text: it holds zero bytes.' },
    { file: '合同/\u001b]0;x\u0007.md', reason: 'It is empty.' },
  ],
  notes: [{ file: 'old.txt', reason: 'Read as windows-1252, which was guessed.' }],
  warnings: [],
  anotherWriter: false,
};

const unasked = () => Promise.reject(new Error('not asked here'));

/** Runs a command over the given results and returns what it wrote to each stream. */
async function show(
  command: (session: Session) => Promise<number>,
  results: { ask?: AskResult; explain?: ExplainResult; report?: IndexReport } = {},
  env: Record<string, string> = { NO_COLOR: '1' },
) {
  let stdout = '';
  let stderr = '';
  const engine: EngineApi = {
    index: () => Promise.resolve(results.report ?? { ...report, encoded: 0, skipped: [] }),
    ask: () => (results.ask === undefined ? unasked() : Promise.resolve(results.ask)),
    write: unasked,
    writable: unasked,
    attribute: unasked,
    models: unasked,
    ledger: unasked,
    release: unasked,
    summarize: unasked,
    attention: unasked,
    look: unasked,
    files: unasked,
    sections: unasked,
    forget: unasked,
    status: unasked,
    tryDevices: unasked,
    encoders: unasked,
    planEncoder: unasked,
    fetchEncoder: unasked,
    useEncoder: unasked,
    removeEncoder: unasked,
    explain: () => (results.explain === undefined ? unasked() : Promise.resolve(results.explain)),
    find: unasked,
    inspect: ({ file }) => {
      const text = files[file];
      return text === undefined
        ? Promise.reject(new Error('forgotten'))
        : Promise.resolve({
            file,
            hash: '',
            text,
            tree: { level: 'document', start: 0, end: text.length, heading: '', encoded: true, children: [] },
          });
    },
    calibrate: unasked,
    doctor: () =>
      Promise.resolve({
        checks: [
          { name: 'Node', state: 'ok', detail: '24.21.0' },
          {
            name: 'Store',
            state: 'warning',
            detail:
              'It cannot be written to, so it is read as it stands. Look at the rights of the folder, then ask again; what is there already is not lost.',
          },
          { name: 'Encoder', state: 'error', detail: 'model.onnx is cut short. Install Recollect again.' },
        ],
      }),
    update: unasked,
    close: () => Promise.resolve(),
  };
  const terminal = new Terminal({
    stdout: { write: (text: string) => (stdout += text), columns: 78 },
    stderr: { write: (text: string) => (stderr += text) },
    env,
  });
  const code = await command({ engine, terminal, signal: new AbortController().signal, now: () => 0 });
  return { stdout, stderr, code };
}

const workspace = '/documents';
const ask =
  (all: boolean, json = false) =>
  (session: Session) =>
    askCommand(session, {
      workspace,
      question: answered.question,
      scope: [],
      after: [],
      pin: [],
      all,
      json,
      insist: false,
      endpoint: '',
      redactName: [],
      yes: false,
    });

test('an answer: its sentences with citations, then the passages with place, share and heat', async () => {
  const { stdout, stderr } = await show(ask(false), { ask: answered });
  assertGolden('answer', stdout);
  assert.equal(stderr, `! ${answered.warnings[0]?.text}\n`);
});

test('a declined question: says so and shows what was nearest', async () => {
  assertGolden('declined', (await show(ask(false), { ask: declined })).stdout);
});

test('a short fact: its sentence, with the words that answer strong where there is colour', async () => {
  const { stdout } = await show(ask(false), { ask: fact });
  assertGolden('fact', stdout);
  const coloured = (await show(ask(false), { ask: fact }, { FORCE_COLOR: '1' })).stdout;
  assert.ok(coloured.includes(`lease with \u001b[1m${months}\u001b[0m in writing.`), 'in the answer');
  assert.ok(coloured.includes(`\u001b[1m\u001b[30;48;5;208m${months}`), 'strongest in its passage');
  assert.ok(coloured.includes('\u001b[30;48;5;229mThe tenant may end'), 'its sentence lighter');
});

test('a list has an item a line, each with its source', async () => {
  assertGolden('items', (await show(ask(false), { ask: items })).stdout);
});

test('sides that do not agree: place, date and words of each, the later one named', async () => {
  assertGolden('sides', (await show(ask(false), { ask: sides })).stdout);
});

test('a near miss says what the nearest passage speaks of in place of what was asked', async () => {
  assertGolden('near-miss', (await show(ask(false), { ask: nearMiss })).stdout);
});

test('ask --json has the kind, the words that answer, the sides and the near miss', async () => {
  const [one, two] = await Promise.all(
    [sides, nearMiss].map((result) => show(ask(false, true), { ask: result })),
  );
  const shown = JSON.parse(one!.stdout);
  assert.equal(shown.answer.kind, 'sides');
  assert.deepEqual(
    shown.answer.sentences.map(({ span, side }: { span: unknown; side: unknown }) => ({ span, side })),
    sides.answer!.sentences.map(({ span, side }) => ({ span, side })),
  );
  const missed = JSON.parse(two!.stdout);
  assert.deepEqual(missed.nearMiss, nearMiss.nearMiss);
  assert.equal(missed.calibrated, true);
});

test('--all shows every passage', async () => {
  const { stdout } = await show(ask(true), { ask: answered });
  assert.equal(stdout.match(/^ \[\d\] /gm)?.length, 8);
  assert.doesNotMatch(stdout, /--all/);
});

test('ask --json is the format and nothing else, on standard output alone', async () => {
  const { stdout, stderr } = await show(ask(false, true), { ask: answered });
  const { question, answer, abstained, confidence, nullWeight, documents } = answered;
  const warnings = answered.warnings.map(({ text }) => text);
  const passages = answered.passages.map(({ headings: _, ...passage }) => passage);
  const record = { question, answer, abstained, confidence, nullWeight, passages, documents, warnings };
  assert.equal(JSON.stringify(JSON.parse(stdout)), JSON.stringify(record), 'order of fields included');
  assert.ok(!stdout.includes('\u001b'));
  assert.match(stderr, /^! Another/);
});

test('in colour the strong sentence has a warm ground, the words stay the same, and no document code gets through', async () => {
  const plain = (await show(ask(false), { ask: answered })).stdout;
  const { stdout } = await show(ask(false), { ask: answered }, { FORCE_COLOR: '1' });
  assert.ok(stdout.includes('\u001b[30;48;5;208mThe tenant may end this lease'), 'strongest heat');
  const bare = stdout.replace(/\u001b\[[\d;]*m/g, '');
  assert.ok(!bare.includes('\u001b'));
  const words = (text: string) => text.replace(/[│┃\s]+/g, ' ');
  assert.equal(words(bare), words(plain));
});

test('explain: the words looked up, and the parts of each score with bars on one scale', async () => {
  const explain = (session: Session) =>
    explainCommand(session, { workspace, question: answered.question, scope: [], after: [], pin: [] });
  assertGolden('explain', (await show(explain, { explain: explained })).stdout);
});

test('index: figures, each file that is left out with its reason, each with a note', async () => {
  const index = (json: boolean) => (session: Session) => indexCommand(session, { workspace, json });
  assertGolden('index', (await show(index(false), { report })).stdout);
  assert.deepEqual(JSON.parse((await show(index(true), { report })).stdout), report);
});

test('doctor: a line a check, and exit code 1 where something is wrong', async () => {
  const { stdout, code } = await show((session) =>
    doctorCommand(session, { workspace: undefined, tryDevices: false }),
  );
  assertGolden('doctor', stdout);
  assert.equal(code, 1);
});
