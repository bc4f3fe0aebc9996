import type { EncoderModel, ModelPlan, ModelRecipe } from '../../protocol/encoderModels.ts';
import { BUILT_IN } from '../../protocol/encoderModels.ts';
import { RecollectError } from '../../protocol/errors.ts';
import { harmlessJson, harmlessLine } from '../harmless.ts';
import { counted } from '../layout.ts';
import { progressOf } from '../session.ts';
import type { Session } from '../session.ts';

/** What `recollect models fetch` was given. */
export interface FetchArguments {
  /** A name on the hub, or the absolute path of a folder. */
  readonly model: string;
  readonly hub?: string;
  readonly graph?: string;
  readonly pooling?: ModelRecipe['pooling'];
  readonly queryPrefix?: string;
  readonly passagePrefix?: string;
  readonly output?: string;
  /** Fetch without asking. */
  readonly yes: boolean;
  /** Choose it once it is there. */
  readonly use: boolean;
}

/** `recollect models list`: the encoders that are here. */
export async function listModels(
  { engine, terminal }: Session,
  { json }: { json: boolean },
): Promise<number> {
  const { models, folder } = await engine.encoders({});
  if (json) {
    terminal.print(harmlessJson({ folder, models }, 2));
    return 0;
  }
  for (const model of models) {
    const used = model.chosen ? terminal.paint('good', '  in use') : '';
    terminal.print(`${terminal.paint('strong', harmlessLine(model.id))}${used}`);
    terminal.print(terminal.paint('faint', `  ${harmlessLine(factsOf(model))}`));
  }
  terminal.note(`Models that were fetched lie in ${folder}.`);
  return 0;
}

/** `recollect models fetch`: shows what a model would come to, asks, fetches it and tries it. */
export async function fetchModelCommand(session: Session, args: FetchArguments): Promise<number> {
  const { engine, terminal, signal } = session;
  const plan = await engine.planEncoder({ ...asked(args), model: args.model }, { signal });
  printPlan(session, plan);
  if (plan.origin.kind === 'hub' && !args.yes) {
    if (!terminal.asks)
      throw new RecollectError(
        'not-approved',
        'Nothing was fetched: there is nobody to ask. Look at the plan above, then add --yes.',
      );
    if (!(await terminal.confirm('Fetch it?', signal))) {
      terminal.note('Nothing was fetched.');
      return 1;
    }
  }
  const progress = progressOf(session);
  try {
    await engine.fetchEncoder(
      { plan },
      {
        signal,
        onProgress: ({ done, total }) =>
          progress.show({ work: 'Fetching', unit: 'MB', done: megabytes(done), total: megabytes(total) }),
      },
    );
  } finally {
    progress.end();
  }
  terminal.note(`${plan.id} is here, its checksums are right, and it works.`);
  if (args.use) return useModel(session, plan.id);
  terminal.note(`It is chosen with: recollect models use ${plan.id}`);
  return 0;
}

/** `recollect models use`: chooses the encoder of this store. */
export async function useModel({ engine, terminal }: Session, model: string): Promise<number> {
  const { models } = await engine.useEncoder({ model });
  const chosen = models.find((one) => one.chosen)?.id ?? BUILT_IN;
  terminal.note(
    `${chosen} is in use. Folders are encoded anew when they are next indexed or asked; until that is done, the ` +
      'vectors that are there serve.',
  );
  return 0;
}

/** `recollect models remove`: deletes a model that was fetched. */
export async function removeModel({ engine, terminal }: Session, model: string): Promise<number> {
  const { models } = await engine.removeEncoder({ model });
  terminal.note(`It is gone. In use: ${models.find((one) => one.chosen)?.id ?? BUILT_IN}.`);
  return 0;
}

function asked({ hub, graph, pooling, queryPrefix, passagePrefix, output }: FetchArguments): object {
  const prefixes =
    queryPrefix === undefined && passagePrefix === undefined
      ? {}
      : { prefixes: { query: queryPrefix ?? '', passage: passagePrefix ?? '' } };
  return {
    ...(hub === undefined ? {} : { hub }),
    ...(graph === undefined ? {} : { graph }),
    recipe: {
      ...(pooling === undefined ? {} : { pooling }),
      ...(output === undefined ? {} : { output }),
      ...prefixes,
    },
  };
}

/** The whole plan, on standard error: what is fetched, from where, under which licence, how large, and its checksums. */
function printPlan(
  { terminal }: Session,
  { id, origin, licence, files, bytes, otherGraphs, recipe }: ModelPlan,
): void {
  const from =
    origin.kind === 'hub'
      ? `${origin.address}, commit ${origin.commit.slice(0, 12)}`
      : `the folder ${origin.folder}`;
  terminal.note(`${id}, from ${from}`);
  terminal.note(`Licence: ${licence === '' ? 'not told there; look at the page of the model' : licence}`);
  terminal.note(`Size: ${sizeOf(bytes)} in ${counted(files.length, 'file')}`);
  for (const { path, bytes: size, sha256, git } of files)
    terminal.note(
      `  ${path}  ${sizeOf(size)}  ${sha256 === undefined ? `git ${git ?? ''}` : `sha256 ${sha256}`}`,
    );
  terminal.note(`Vectors: ${recipeText(recipe)}`);
  if (otherGraphs.length > 0)
    terminal.note(
      `Other graphs: ${otherGraphs.map((one) => `${one.path} (${sizeOf(one.bytes)})`).join(', ')}`,
    );
}

function recipeText({ pooling, prefixes: { query, passage }, maxTokens }: ModelRecipe): string {
  const before =
    query === '' && passage === ''
      ? ''
      : `, before questions ${JSON.stringify(query)}, before passages ${JSON.stringify(passage)}`;
  return `pooling ${pooling}${before}, ${maxTokens} tokens at most`;
}

function factsOf({ origin, licence, bytes, dimensions, fingerprint }: EncoderModel): string {
  const from =
    origin === null ? 'comes with Recollect' : origin.kind === 'hub' ? origin.address : 'a folder of yours';
  return [from, licence, sizeOf(bytes), `${dimensions} dimensions`, `fingerprint ${fingerprint}`]
    .filter((part) => part !== '')
    .join(' · ');
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1024 ** 2);
}

function sizeOf(bytes: number): string {
  return bytes < 1024 ** 2 ? `${Math.ceil(bytes / 1024)} KB` : `${megabytes(bytes)} MB`;
}
