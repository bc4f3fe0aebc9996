import type { Material, MaterialPassage } from '../core/evaluate/question.ts';
import { shapeOf, type Shape } from '../core/evaluate/shape.ts';
import type { Range } from '../core/text/range.ts';
import type { InspectedNode } from '../protocol/memoryReports.ts';
import type { Session } from './session.ts';

/** Texts that are kept at a time: questions about one file tend to come together. */
const KEPT = 24;

/** The remembered files of a folder as an evaluation looks at them, each read once or twice. */
export class EvalFiles {
  readonly #session: Session;
  readonly #workspace: string;
  readonly #materials = new Map<string, Promise<Material>>();
  readonly #shapes = new Map<string, Shape>();

  constructor(session: Session, workspace: string) {
    this.#session = session;
    this.#workspace = workspace;
  }

  /** What the files that were read are like. */
  get shapes(): readonly Shape[] {
    return [...this.#shapes.values()];
  }

  /** A file with its passages. Rejects with `file-unknown` where it is not remembered. */
  async read(file: string): Promise<Material> {
    const known = this.#materials.get(file) ?? this.#inspect(file);
    this.#materials.delete(file);
    this.#materials.set(file, known);
    const [oldest] = this.#materials.keys();
    if (this.#materials.size > KEPT && oldest !== undefined) this.#materials.delete(oldest);
    return known;
  }

  async #inspect(file: string): Promise<Material> {
    const { text, tree } = await this.#session.engine.inspect({ workspace: this.#workspace, file });
    const passages: MaterialPassage[] = [];
    const leaves: Range[] = [];
    const titles = new Set<string>();
    collect(tree, [], { passages, leaves, titles });
    this.#shapes.set(file, shapeOf(file, text, { leaves, headings: titles.size }));
    return { file, text, passages };
  }
}

function collect(
  node: InspectedNode,
  above: readonly string[],
  into: { passages: MaterialPassage[]; leaves: Range[]; titles: Set<string> },
): void {
  const named = node.level === 'section' && node.heading !== '';
  const headings = named ? [...above, node.heading] : above;
  if (named) into.titles.add(node.heading);
  let opens = named;
  for (const child of node.children) {
    if (child.level === 'passage') {
      into.passages.push({ start: child.start, end: child.end, headings, opens });
      opens = false;
    }
    if (child.level === 'leaf') into.leaves.push({ start: child.start, end: child.end });
    collect(child, headings, into);
  }
}
