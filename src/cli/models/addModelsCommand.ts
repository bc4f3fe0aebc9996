import { Option, type Command } from 'commander';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { USUAL_HUB } from '../../protocol/encoderModels.ts';
import type { Session } from '../session.ts';
import {
  fetchModelCommand,
  listModels,
  removeModel,
  useModel,
  type FetchArguments,
} from './modelsCommand.ts';

/** Runs a command; `cancellable` as in `RunOptions`. */
type Run = (command: (session: Session) => Promise<number>) => Promise<void>;

/** Adds `recollect models` with what it has below it. */
export function addModelsCommand(program: Command, run: Run): void {
  const models = program
    .command('models')
    .summary('list, fetch and choose encoders')
    .description(
      'Lists the encoders that find by meaning, fetches others and chooses one. What would be fetched is shown first: ' +
        'files, checksums, licence and size. A hub is told the name of the model and nothing else.',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ recollect models list\n  $ recollect models fetch Xenova/bge-m3 --use\n' +
        '  $ recollect models fetch ~/models/multilingual-e5-base\n  $ recollect models use built-in',
    );
  models
    .command('list')
    .summary('the encoders that are here')
    .option('--json', 'print {folder, models} as JSON', false)
    .action((options: { json: boolean }) => run((session) => listModels(session, options)));
  models
    .command('fetch')
    .summary('take in an encoder, from a hub or a folder')
    .argument('<model>', 'owner/name on the hub (@revision behind it, if not the newest), or a folder')
    .addOption(new Option('--hub <url>', `the hub (else ${USUAL_HUB})`).env('RECOLLECT_HUB'))
    .option('--graph <file>', 'another of its ONNX graphs (else the one in eight bits, if there is one)')
    .addOption(
      new Option('--pooling <how>', 'how one vector is made of many tokens, if it is not known').choices([
        'mean',
        'cls',
        'last',
      ]),
    )
    .option('--query-prefix <text>', 'what is put before questions')
    .option('--passage-prefix <text>', 'what is put before passages')
    .option('--output <name>', "the graph's output, if it is not found")
    .option('--use', 'choose it once it is here', false)
    .option('--yes', 'fetch without asking', false)
    .action((model: string, options: Omit<FetchArguments, 'model'>) =>
      run((session) => fetchModelCommand(session, { ...options, model: namedBy(model) })),
    );
  models
    .command('use')
    .summary('choose the encoder, for every folder')
    .argument('<model>', 'as "list" has it; built-in for the one that comes with Recollect')
    .action((model: string) => run((session) => useModel(session, namedBy(model))));
  models
    .command('remove')
    .summary('delete an encoder that was fetched')
    .argument('<model>', 'as "list" has it')
    .action((model: string) => run((session) => removeModel(session, namedBy(model))));
}

/** A folder by its whole path, where it is one: `owner/name` is a folder's name as well. */
function namedBy(typed: string): string {
  const isPath = path.isAbsolute(typed) || /^\.{1,2}(?:[/\\]|$)/.test(typed);
  return isPath && existsSync(typed) ? path.resolve(typed) : typed;
}
