import { Command } from 'commander';
import path from 'node:path';
import { askCommand, type AskArguments } from './askCommand.ts';
import { batchCommand } from './batchCommand.ts';
import { calibrateCommand, type CalibrateArguments } from './calibrateCommand.ts';
import { demoCommand } from './demo.ts';
import { doctorCommand } from './doctorCommand.ts';
import { evalCommand } from './evalCommand.ts';
import { explainCommand } from './explainCommand.ts';
import { indexCommand } from './indexCommand.ts';
import { inspectCommand } from './inspectCommand.ts';
import type { Installation } from './installation.ts';
import { ledgerCommand } from './ledgerCommand.ts';
import { addMcpCommand } from './mcp/addMcpCommand.ts';
import { addModelOptions } from './modelOptions.ts';
import { addModelsCommand } from './models/addModelsCommand.ts';
import {
  afterOption,
  deviceOption,
  lengthOption,
  pinOption,
  riskOption,
  scopeOption,
  onBatteryOption,
  vectorQuotaOption,
  whole,
  type AskOptions,
  type Pins,
  type Risk,
} from './options.ts';
import type { WantedDevice } from '../protocol/devices.ts';
import { summarizeCommand, type SummarizeArguments } from './summarizeCommand.ts';
import type { Session } from './session.ts';

/** It serves for days: how often its engine may be lost is counted by time (`mcp/library.ts`), not for a whole life. */
const served = { cancellable: true, restarts: Infinity } as const satisfies RunOptions;

/** Options before or after any command. */
export interface GlobalOptions {
  readonly store?: string;
  readonly models?: string;
  /** The encoder that memories are made with, as `recollect models list` names it. */
  readonly encoder?: string;
  /** Megabytes that the vectors of a folder's memory may take. */
  readonly vectorQuota?: number;
  /** What documents are encoded with. */
  readonly device?: WantedDevice;
  /** What becomes of encoding on battery. */
  readonly onBattery?: string;
  /** Leaves from which on meaning is searched through HNSW; `eval --graph` sets it. */
  readonly graphFrom?: number;
}

/** How a command is run. */
export interface RunOptions {
  readonly cancellable: boolean;
  /** How often a lost engine is started again; the client's own where left out. */
  readonly restarts?: number;
}

/** What the program needs from the process that runs it. */
export interface ProgramContext {
  readonly installation: Installation;
  /** Runs a command with the engine of these options. An interrupt cancels it; where it cannot, it ends at once. */
  readonly run: (
    options: GlobalOptions,
    command: (session: Session) => Promise<number>,
    how?: RunOptions,
  ) => Promise<void>;
}

/** The command line: its commands, options and help. Bad usage throws commander's error (exit code 2). */
export function createProgram({ installation, run }: ProgramContext): Command {
  const program = new Command('recollect')
    .description(
      'Answers questions about a folder of long documents, on this machine alone: cited sentences and the ' +
        'passages they rest on, in Chinese and English.',
    )
    .version(installation.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show help for a command')
    .option('--store <dir>', 'keep what is remembered here (else RECOLLECT_STORE, else your data folder)')
    .option('--models <dir>', 'read the models from here (else RECOLLECT_MODELS, else those shipped)')
    .option('--encoder <name>', 'find by meaning with this encoder (else RECOLLECT_ENCODER, else as chosen)')
    .addOption(vectorQuotaOption())
    .addOption(deviceOption())
    .addOption(onBatteryOption())
    .configureHelp({ showGlobalOptions: true })
    .addHelpText(
      'after',
      examples('recollect ask ~/contracts "How long is the notice period?"', 'recollect index ~/contracts'),
    );
  const global = () => program.opts<GlobalOptions>();
  const folder = (typed: string) => path.resolve(typed);

  program
    .command('index')
    .summary('remember the documents in a folder')
    .description('Remembers the documents in a folder, or what changed in them since the last time.')
    .argument('<dir>', 'the folder')
    .option(
      '--json',
      'print {files, leaves, encoded, reused, skipped, notes, warnings, anotherWriter} as JSON',
      false,
    )
    .addHelpText('after', examples('recollect index ~/contracts', 'recollect index ~/contracts --json'))
    .action((dir: string, { json }: { json: boolean }) =>
      run(global(), (session) => indexCommand(session, { workspace: folder(dir), json })),
    );

  addModelOptions(program.command('ask'))
    .summary('answer a question from a folder')
    .description(
      'Answers a question from the documents in a folder. Indexes what changed first. With --model, a language model ' +
        'writes the answer from the passages, and each sentence is marked: supported by a passage (✓), not surely (?), ' +
        'not (✗). What would leave this machine is shown first.',
    )
    .argument('<dir>', 'the folder')
    .argument('<question>', 'the question, in quotes')
    .addOption(scopeOption())
    .addOption(afterOption())
    .addOption(pinOption())
    .addOption(riskOption())
    .option('--insist', 'have the model write also where the files do not seem to answer', false)
    .option('--all', 'show every attended passage', false)
    .option(
      '--json',
      'print {question, answer, abstained, confidence, nullWeight, passages, documents, warnings} as JSON',
      false,
    )
    .addHelpText(
      'after',
      examples(
        'recollect ask ~/contracts "How long is the notice period?"',
        'recollect ask ~/contracts "通知期是多久？" --scope lease.md',
        'recollect ask ~/contracts "What is the rent in @lease.md?"',
        'recollect ask ~/contracts "And the deposit?" --after "What is the rent?"',
        'recollect ask ~/contracts "Who signs?" --json | jq .answer.text',
        'recollect ask ~/contracts "Who signs?" --risk 0.05',
        'recollect ask ~/contracts "What are my duties?" --model llama3.2',
      ),
    )
    .action((dir: string, question: string, options: Omit<AskArguments, 'workspace' | 'question'>) =>
      run(global(), (session) => askCommand(session, { workspace: folder(dir), question, ...options })),
    );

  program
    .command('ledger')
    .summary('show everything that was sent to language models')
    .description(
      'Shows everything that was sent to language models for a folder, byte by byte, the oldest first.',
    )
    .argument('<dir>', 'the folder')
    .option('--json', 'print {file, entries: [{time, method, to, local, redacted, body}]} as JSON', false)
    .addHelpText('after', examples('recollect ledger ~/contracts'))
    .action((dir: string, { json }: { json: boolean }) =>
      run(global(), (session) => ledgerCommand(session, { workspace: folder(dir), json }), {
        cancellable: false,
      }),
    );

  addModelOptions(program.command('summarize'))
    .summary('summarize a file or a folder')
    .description(
      'Summarizes a file, or a folder in the folder, by its own sentences: the whole and each section, every ' +
        'sentence cited, and an account of which parts of the text are in it and which are not. With --model, a ' +
        'language model writes it section by section, and what no passage supports is left out. Indexes what ' +
        'changed first.',
    )
    .argument('<dir>', 'the folder')
    .argument('<file>', 'the file or folder, relative to the folder; "." for all of it')
    .option('--question <text>', 'what the summary is to be about (else everything)')
    .addOption(lengthOption())
    .option(
      '--json',
      'print {file, summary, sections, coverage, threshold, leaves, model, warnings} as JSON',
      false,
    )
    .addHelpText(
      'after',
      examples(
        'recollect summarize ~/contracts lease.md',
        'recollect summarize ~/contracts lease.md --question "What may the tenant not do?" --length 0.6',
        'recollect summarize ~/contracts . --json | jq .coverage',
      ),
    )
    .action((dir: string, file: string, options: Omit<SummarizeArguments, 'workspace' | 'file'>) =>
      run(global(), (session) => summarizeCommand(session, { workspace: folder(dir), file, ...options })),
    );

  program
    .command('batch')
    .summary('answer a file of questions')
    .description(
      'Answers a file of questions, one JSON object a line: {"question": …, "id": …, "scope": NAME or [NAMES], ' +
        '"history": [EARLIER QUESTIONS]}, all but the question as you like. Writes one line each, as ask --json has it after its id; a question that fails gets ' +
        '{id, question, error}, and the exit code is then 1.',
    )
    .requiredOption('--workspace <dir>', 'the folder')
    .requiredOption('--questions <file>', 'the questions, JSONL')
    .requiredOption('--out <file>', 'where the results go, JSONL; replaced where it is there')
    .addOption(pinOption())
    .option('--passages-only', 'find passages alone: nothing is read or composed, "answer" is null', false)
    .addOption(riskOption())
    .addHelpText(
      'after',
      examples('recollect batch --workspace ~/contracts --questions questions.jsonl --out results.jsonl'),
    )
    .action(
      (options: Risk & Pins & { workspace: string; questions: string; out: string; passagesOnly: boolean }) =>
        run(global(), (session) =>
          batchCommand(session, { ...options, workspace: folder(options.workspace) }),
        ),
    );

  program
    .command('inspect')
    .summary('show how a file is remembered')
    .description('Shows how a file is remembered: the tree of its parts, with offsets (UTF-16) and lines.')
    .argument('<dir>', 'the folder')
    .argument('<file>', 'the file, relative to the folder')
    .option('--text', 'print the text that offsets count in, to the letter', false)
    .addHelpText(
      'after',
      examples('recollect inspect ~/contracts lease.md', 'recollect inspect ~/contracts lease.md --text'),
    )
    .action((dir: string, file: string, { text }: { text: boolean }) =>
      run(global(), (session) => inspectCommand(session, { workspace: folder(dir), file, text }), {
        cancellable: false,
      }),
    );

  program
    .command('explain')
    .summary('show what gave each passage its score')
    .description("Shows what each part of each passage's score gave. Indexes what changed first.")
    .argument('<dir>', 'the folder')
    .argument('<question>', 'the question, in quotes')
    .addOption(scopeOption())
    .addOption(afterOption())
    .addOption(pinOption())
    .addHelpText('after', examples('recollect explain ~/contracts "How long is the notice period?"'))
    .action((dir: string, question: string, options: AskOptions) =>
      run(global(), (session) => explainCommand(session, { workspace: folder(dir), question, ...options })),
    );

  program
    .command('eval')
    .summary('measure how well a folder is answered')
    .description(
      'Measures how well a folder is answered, by questions with known answers: how many are found, by what, what is ' +
        'declined, how long it takes, where it fails and what would help. Without a file of questions they are made ' +
        'from the folder, easier than those of a person. FILE holds JSONL, JSON, CSV or TSV of {question, answers, ' +
        'evidence: [{file, quote}] or [{file, start, end}], scope, answerable}, all but the question as you like. ' +
        'Indexes what changed first. Stopped from the keyboard it reports on what was asked.',
    )
    .argument('<dir>', 'the folder')
    .option('--questions <file>', 'ask these, with their known answers')
    .option('--count <n>', 'ask at most so many (else 60 made ones, or all of the file)', whole(1))
    .option('--seed <n>', 'draw other questions', whole(0), 1)
    .option('--graph', 'search meaning through HNSW and compare it with an exact search', false)
    .option('--json', 'print the figures, the advice and a result for each question as JSON', false)
    .addHelpText(
      'after',
      examples(
        'recollect eval ~/contracts',
        'recollect eval ~/contracts --questions mine.jsonl',
        'recollect eval ~/contracts --count 200 --seed 2 --json > report.json',
      ),
    )
    .action(
      (
        dir: string,
        {
          graph,
          ...options
        }: { questions?: string; count?: number; seed: number; graph: boolean; json: boolean },
      ) =>
        run({ ...global(), ...(graph ? { graphFrom: 0 } : {}) }, (session) =>
          evalCommand(session, { workspace: folder(dir), ...options }),
        ),
    );

  program
    .command('calibrate')
    .summary("fit how sure it is to a folder's own questions")
    .description(
      'Fits the probability that a folder answers, and from where on it declines, to questions with known answers: ' +
        "those of FILE (as `eval` takes them, with some that no file answers: {question, answerable: false}), or ones made from the folder's files. " +
        'What was fitted is kept with the memory and used from then on, in the editor too. Indexes what changed first.',
    )
    .argument('<dir>', 'the folder')
    .option('--questions <file>', 'fit to these, with their known answers')
    .option('--count <n>', 'make so many questions (else 80), or take at most so many of the file', whole(1))
    .option('--seed <n>', 'draw other questions', whole(0), 1)
    .option('--reset', 'forget what was fitted', false)
    .option('--json', 'print what was fitted as JSON', false)
    .addHelpText(
      'after',
      examples(
        'recollect calibrate ~/contracts',
        'recollect calibrate ~/contracts --questions mine.jsonl',
        'recollect calibrate ~/contracts --reset',
      ),
    )
    .action((dir: string, options: Omit<CalibrateArguments, 'workspace'>) =>
      run(global(), (session) => calibrateCommand(session, { workspace: folder(dir), ...options })),
    );

  program
    .command('doctor')
    .summary('check this machine, the models and a memory')
    .description(
      "Checks this machine, the models and, with a folder, its memory: versions, the device, the models' " +
        'checksums, the store, the index of meanings against an exact search.',
    )
    .argument('[dir]', 'the folder')
    .option('--try-devices', 'first try again what documents can be encoded with', false)
    .addHelpText(
      'after',
      examples('recollect doctor', 'recollect doctor ~/contracts', 'recollect doctor --try-devices'),
    )
    .action((dir: string | undefined, { tryDevices }: { tryDevices: boolean }) =>
      run(
        global(),
        (session) =>
          doctorCommand(session, { workspace: dir === undefined ? undefined : folder(dir), tryDevices }),
        { cancellable: false },
      ),
    );

  addModelsCommand(program, (command) => run(global(), command));

  addMcpCommand(program, { version: installation.version, run: (command) => run(global(), command, served) });

  program
    .command('demo')
    .summary('ask the sample library three questions')
    .description('Indexes the sample library that comes with Recollect and asks it three questions.')
    .addHelpText('after', examples('recollect demo'))
    .action(() => run(global(), (session) => demoCommand(session, installation.sampleLibrary)));

  return program;
}

function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;
}
