import { CommanderError } from 'commander';
import path from 'node:path';
import { EngineClient } from '../protocol/engineClient.ts';
import { isCancelled, RecollectError } from '../protocol/errors.ts';
import { quotaBytes } from '../protocol/vectorQuota.ts';
import { forkEngine } from './forkedEngine.ts';
import { findInstallation } from './installation.ts';
import { createProgram } from './program.ts';
import type { GlobalOptions, ProgramContext, RunOptions } from './program.ts';
import { Terminal } from './terminal.ts';

// The command line's composition root: the process's streams, signals and exit codes. 0 done, 1 failed,
// 2 wrong usage, 130 stopped from the keyboard.

const interrupted = 130;
const terminal = new Terminal({
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  stdin: process.stdin,
});
const installation = findInstallation(import.meta.dirname);
let client: EngineClient | undefined;

const run: ProgramContext['run'] = async (options, command, how: RunOptions = { cancellable: true }) => {
  requireNode();
  const engine = new EngineClient({
    start: () => forkEngine({ script: installation.engine, args: engineArguments(options) }),
    ...(how.restarts === undefined ? {} : { restarts: how.restarts }),
  });
  client = engine;
  const controller = new AbortController();
  process.on('SIGINT', () => {
    if (controller.signal.aborted || !how.cancellable) {
      engine.kill();
      process.exit(interrupted);
    }
    if (terminal.live) terminal.stderr.write('\r\u001b[2K');
    terminal.note('Stopping after what is under way; press Ctrl-C again to stop at once.');
    controller.abort(new RecollectError('cancelled', 'Stopped. What was finished is kept.'));
  });
  try {
    process.exitCode = await command({
      engine,
      terminal,
      signal: controller.signal,
      now: () => performance.now(),
    });
  } finally {
    await engine.close();
  }
};

async function main(): Promise<void> {
  // A reader that has seen enough (`| head`) is no error; there is nobody left to tell, either.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      client?.kill();
      process.exit(error.code === 'EPIPE' ? 0 : 1);
    });
  }
  const program = createProgram({ installation, run });
  for (const command of [program, ...program.commands.flatMap((one) => [one, ...one.commands])]) {
    command.exitOverride().configureOutput({
      outputError: (message, write) => write(message.replace(/^error: /, 'recollect: ')),
    });
    command.showHelpAfterError('"--help" after the command shows what it takes.');
  }
  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = exitCode(error);
  }
}

/** Tells the user what went wrong, unless commander already has, and says how the process ends. */
function exitCode(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (isCancelled(error)) {
    terminal.note('Stopped. What was finished is kept; the next run goes on from there.');
    return interrupted;
  }
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof RecollectError && error.code !== 'internal') terminal.fail(message);
  else
    terminal.fail(
      `something went wrong that should not: ${message}. Run "recollect doctor"; if it finds nothing, report this.`,
    );
  if (process.env['RECOLLECT_DEBUG'] === '1' && error instanceof Error)
    process.stderr.write(`${error.stack}\n`);
  return 1;
}

function engineArguments(options: GlobalOptions): string[] {
  const { store, models, encoder, vectorQuota, graphFrom, device, onBattery } = options;
  const args: string[] = [];
  if (store !== undefined) args.push('--store', path.resolve(store));
  if (models !== undefined) args.push('--models', path.resolve(models));
  if (encoder !== undefined) args.push('--encoder', encoder);
  if (vectorQuota !== undefined) args.push('--vector-quota', String(quotaBytes(vectorQuota)));
  if (onBattery !== undefined) args.push('--on-battery', onBattery);
  if (graphFrom !== undefined) args.push('--graph-from', String(graphFrom));
  if (device !== undefined) args.push('--device', device);
  return args;
}

/** The store is in SQLite as Node brings it, since 22.13. */
function requireNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 13)) return;
  throw new RecollectError(
    'input-invalid',
    `Recollect needs Node 22.13 or later, and this is ${process.versions.node}. ` +
      'From a checkout, "npm run -s recollect -- …" brings its own.',
  );
}

void main();
