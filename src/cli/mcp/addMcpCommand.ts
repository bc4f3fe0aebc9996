import { Option, type Command } from 'commander';
import path from 'node:path';
import { collected } from '../options.ts';
import type { Session } from '../session.ts';
import type { McpArguments } from './mcpCommand.ts';

/** What `recollect mcp` needs from the program that it is part of. */
export interface McpProgram {
  /** Of this installation. */
  readonly version: string;
  readonly run: (command: (session: Session) => Promise<number>) => Promise<void>;
}

/** Adds `recollect mcp`. What serves it is loaded for it alone: no other command needs the protocol. */
export function addMcpCommand(program: Command, { version, run }: McpProgram): void {
  program
    .command('mcp')
    .summary('serve folders to AI assistants over MCP')
    .description(
      'Serves folders to AI assistants (Claude Desktop, editors) over the Model Context Protocol, on standard input and ' +
        'output: tools that answer with citations, find passages and summarize; files and passages as resources; prompts. ' +
        'Indexes in the background. The README says how it is registered.',
    )
    .argument('<dirs...>', 'the folders')
    .addOption(
      new Option('--exclude <pattern>', 'leave these files out, as a line of a .gitignore does; repeatable')
        .default([], 'none')
        .argParser(collected),
    )
    .option('--no-index', 'ask the memory as it stands, and write nothing to it')
    .addHelpText(
      'after',
      '\nExamples:\n  $ recollect mcp ~/contracts\n  $ recollect mcp ~/contracts ~/minutes --no-index',
    )
    .action(async (dirs: readonly string[], options: Pick<McpArguments, 'index' | 'exclude'>) => {
      const { mcpCommand } = await import('./mcpCommand.ts');
      const folders = dirs.map((dir) => path.resolve(dir));
      await run((session) => mcpCommand(session, { ...options, folders, version }));
    });
}
