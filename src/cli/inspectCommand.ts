import type { InspectedNode } from '../protocol/memoryReports.ts';
import { harmless, harmlessLine } from './harmless.ts';
import { clip, oneLine } from './layout.ts';
import { Lines } from './lines.ts';
import { fileIn } from './session.ts';
import type { Session } from './session.ts';

/** What `recollect inspect` was given. */
export interface InspectArguments {
  /** Absolute path of the folder. */
  readonly workspace: string;
  readonly file: string;
  /** Print the text that offsets count in, not the tree. */
  readonly text: boolean;
}

/** `recollect inspect`: a file as it is remembered, as its tree or as the text that offsets count in. */
export async function inspectCommand(session: Session, args: InspectArguments): Promise<number> {
  const { workspace } = args;
  const { terminal } = session;
  const result = await session.engine.inspect({ workspace, file: fileIn(workspace, args.file) });
  if (args.text) {
    // A pipe gets it to the letter; a terminal would obey what it should show.
    terminal.write(terminal.shown ? harmless(result.text) : result.text);
    return 0;
  }
  const lines = new Lines(result.text);
  terminal.print(terminal.paint('strong', harmlessLine(result.file)));
  terminal.print(terminal.paint('faint', `hash ${result.hash}`));
  const show = (node: InspectedNode, depth: number) => {
    const indent = '  '.repeat(depth);
    const head = `${indent}${node.level} ${node.start}-${node.end}`;
    const heading = node.heading === '' ? '' : ` "${oneLine(harmlessLine(node.heading))}"`;
    const unencoded = node.level === 'leaf' && !node.encoded ? ' (not yet encoded)' : '';
    const words = node.level === 'leaf' ? oneLine(harmless(result.text.slice(node.start, node.end))) : '';
    const said = clip(`${head}${heading}${unencoded}  ${words}`.trimEnd(), terminal.columns - 8);
    const where = lines.of(node);
    terminal.print(
      `${terminal.paint('accent', head)}${said.slice(head.length)}  ${terminal.paint('faint', `:${where}`)}`,
    );
    for (const child of node.children) show(child, depth + 1);
  };
  show(result.tree, 0);
  return 0;
}
