import path from 'node:path';
import type { CallOptions, EngineApi, IndexProgress } from '../../protocol/engineApi.ts';
import type { AskParams } from '../../protocol/asking.ts';
import { RecollectError } from '../../protocol/errors.ts';
import {
  mergeAnswers,
  type FolderAnswer,
  type InFolder,
  type MergedAnswer,
} from '../../protocol/mergeAnswers.ts';
import type { InspectResult, RememberedFile } from '../../protocol/memoryReports.ts';
import { RestartBudget } from '../../protocol/restartBudget.ts';
import type { Placing } from '../../protocol/toolOutput.ts';
import type { AskToolInput, SummarizeToolInput } from '../../protocol/tools.ts';
import type { SummarizeProgress, SummaryResult } from '../../protocol/writing.ts';
import { Lines } from '../lines.ts';
import { passageAddress } from './addresses.ts';
import { ServedFolder, type ServedFolderOptions } from './folder.ts';
import { plainName, uniqueNames } from './names.ts';

/** What a {@link Library} is made of. */
export interface LibraryOptions extends Pick<
  ServedFolderOptions,
  'engine' | 'index' | 'exclude' | 'now' | 'onReport' | 'onFailure'
> {
  /** Absolute paths, one at least. */
  readonly folders: readonly string[];
}

/** How a request is answered: until when, and what its wait is told. */
export interface RequestOptions<Progress = never> {
  readonly signal: AbortSignal;
  readonly onReading?: (progress: IndexProgress) => void;
  readonly onProgress?: (progress: Progress) => void;
}

/** A file that is remembered, by the name that models are told. */
export interface LibraryFile {
  readonly file: string;
  readonly leaves: number;
}

/** A summary, where its places are, and what was summarized as models are told it. */
export interface LibrarySummary {
  readonly of: string;
  readonly result: SummaryResult;
  readonly placing: Placing<unknown>;
}

/** An engine that was lost is asked again, so often within this many milliseconds. */
const LOSSES = { most: 3, span: 5 * 60 * 1000 };

/**
 * The folders that are served, asked as one. Of a single folder files are named as in it (`lease.md`); of several the
 * folder's name stands in front (`contracts/lease.md`).
 */
export class Library {
  readonly #engine: EngineApi;
  readonly #folders: readonly ServedFolder[];
  readonly #losses = new RestartBudget(LOSSES.most, LOSSES.span);
  readonly #now: () => number;

  constructor({ folders, ...options }: LibraryOptions) {
    this.#engine = options.engine;
    this.#now = options.now;
    const names = uniqueNames(folders);
    this.#folders = [...new Set(folders)].map(
      (workspace, i) => new ServedFolder({ ...options, workspace, name: names[i] ?? workspace }),
    );
  }

  /** Begins to index all folders. */
  look(): void {
    for (const folder of this.#folders) folder.look();
  }

  /** Asks all folders, or those in which the named files are, and makes one answer of theirs. */
  async ask(
    { question, files, history }: AskToolInput,
    { passagesOnly, ...options }: RequestOptions & { readonly passagesOnly: boolean },
  ): Promise<MergedAnswer> {
    const asked = this.#scopes(files);
    const left: RecollectError[] = [];
    const answers = await Promise.all(
      asked.map(async ({ folder, scopes, certain }): Promise<FolderAnswer[]> => {
        const params: AskParams = {
          workspace: folder.workspace,
          question,
          ...(scopes.length === 0 ? {} : { scopes }),
          ...(history.length === 0 ? {} : { history }),
          ...(passagesOnly ? { passagesOnly } : {}),
        };
        try {
          const result = await this.#in(folder, options, (signal) => this.#engine.ask(params, { signal }));
          return [{ folder: folder.workspace, named: files.length > 0, result }];
        } catch (error) {
          // Of several folders only some have the file that a question names; one may be on a drive that is not there.
          if (!isMissing(error) || (certain && error.code === 'file-unknown')) throw error;
          left.push(error);
          return [];
        }
      }),
    );
    const [first] = left;
    if (left.length === asked.length && first !== undefined) throw first;
    const merged = mergeAnswers(answers.flat());
    const gone = left.flatMap(({ code, sentence }) =>
      code === 'workspace-missing' && sentence !== undefined ? [sentence] : [],
    );
    return gone.length === 0 ? merged : { ...merged, warnings: [...gone, ...merged.warnings] };
  }

  /** Summarizes a file, a folder, or with `.` all there is; of several folders one must be named. */
  async summarize(
    { file, question, length }: SummarizeToolInput,
    options: RequestOptions<SummarizeProgress>,
  ): Promise<LibrarySummary> {
    const all = /^(?:\.|\/|\.\/)?$/u.test(file);
    const { folder, rest } = all
      ? { folder: this.#onlyFolder(), rest: '' }
      : (this.#split(file) ?? {
          folder: await this.#folderWith(file, options.signal),
          rest: plainName(file),
        });
    const result = await this.#in(folder, options, (signal) =>
      this.#engine.summarize(
        {
          workspace: folder.workspace,
          of: rest,
          ...(question === undefined ? {} : { question }),
          ...(length === undefined ? {} : { length }),
        },
        { signal, ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }) },
      ),
    );
    const named = this.#named(folder, rest);
    const placing = this.placing();
    return {
      of: named === '' ? 'all documents' : named,
      result,
      placing: (where) => placing({ ...where, folder: folder.workspace }),
    };
  }

  /** Every file that is remembered, in order of its name. */
  async files(signal: AbortSignal): Promise<LibraryFile[]> {
    const listed = await Promise.all(
      this.#folders.map(async (folder) =>
        (await this.#filesOf(folder, signal)).map(({ file, leaves }) => ({
          file: this.#named(folder, file),
          leaves,
        })),
      ),
    );
    return listed.flat().sort((a, b) => (a.file < b.file ? -1 : 1));
  }

  /** A file's text as it is remembered. Rejects with `file-unknown`. */
  async read(file: string, signal: AbortSignal): Promise<InspectResult> {
    const { folder, rest } = this.#split(file) ?? {
      folder: await this.#folderWith(file, signal),
      rest: plainName(file),
    };
    return this.#in(folder, { signal }, () =>
      this.#engine.inspect({ workspace: folder.workspace, file: rest }),
    );
  }

  /** Tells where something stands; reads each file once. */
  placing(): Placing<InFolder<object>> {
    const texts = new Map<string, Promise<Lines>>();
    return async ({ folder: workspace, file, start, end }) => {
      const folder = this.#folders.find((candidate) => candidate.workspace === workspace);
      if (folder === undefined) throw new Error(`${workspace} is not served`);
      const name = this.#named(folder, file);
      let lines = texts.get(name);
      lines ??= this.#again(() => this.#engine.inspect({ workspace, file })).then(
        ({ text }) => new Lines(text),
      );
      texts.set(name, lines);
      const [first = 1, last = first] = (await lines).of({ start, end }).split('-').map(Number);
      return {
        file: name,
        uri: passageAddress(name, first, last),
        startLine: first,
        endLine: last,
        start,
        end,
      };
    };
  }

  /** Stops indexing for good. */
  async close(): Promise<void> {
    await Promise.all(this.#folders.map((folder) => folder.close()));
  }

  /** What is remembered of a folder; nothing of one that is not there, unless it is the only one. */
  async #filesOf(folder: ServedFolder, signal: AbortSignal): Promise<readonly RememberedFile[]> {
    try {
      const { files } = await this.#in(folder, { signal }, () =>
        this.#engine.files({ workspace: folder.workspace }),
      );
      return files;
    } catch (error) {
      if (this.#folders.length === 1 || !isMissing(error)) throw error;
      return [];
    }
  }

  /** Does something with a folder once its texts are read. */
  async #in<T>(
    folder: ServedFolder,
    { signal, onReading }: Omit<RequestOptions, 'onProgress'>,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const reading: CallOptions<IndexProgress> = onReading === undefined ? {} : { onProgress: onReading };
    await folder.ready({ ...reading, signal });
    return this.#again(() => work(signal));
  }

  /** Where the engine is lost underneath a request, a new one is asked: nothing that is asked here changes anything. */
  async #again<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof RecollectError && error.code === 'engine-lost')) throw error;
      this.#losses.lost(this.#now());
      if (!this.#losses.allows(this.#now())) throw error;
      return work();
    }
  }

  /** Which folders are asked, and which files in them; `certain` where the name says which folder it is. */
  #scopes(
    files: readonly string[],
  ): { readonly folder: ServedFolder; readonly scopes: readonly string[]; readonly certain: boolean }[] {
    const named = files.map((file) => ({ file, split: this.#split(file) }));
    const anywhere = named.filter(({ split }) => split === undefined).map(({ file }) => plainName(file));
    return this.#folders.flatMap((folder) => {
      const own = named.flatMap(({ split }) => (split?.folder === folder ? [split.rest] : []));
      if (files.length > 0 && own.length + anywhere.length === 0) return [];
      const scopes = [...own, ...anywhere];
      return [{ folder, scopes: scopes.includes('') ? [] : scopes, certain: own.length > 0 }];
    });
  }

  /** The folder that a name is in, and what it is called there; undefined where the name does not tell. */
  #split(name: string): { readonly folder: ServedFolder; readonly rest: string } | undefined {
    const plain = plainName(name);
    for (const folder of this.#folders) {
      if (path.isAbsolute(plain)) {
        const inside = path.relative(folder.workspace, plain).split(path.sep).join('/');
        if (inside !== '..' && !inside.startsWith('../') && !path.isAbsolute(inside))
          return { folder, rest: inside };
      } else if (this.#folders.length === 1) return { folder, rest: plain === '.' ? '' : plain };
      else if (plain === folder.name) return { folder, rest: '' };
      else if (plain.startsWith(`${folder.name}/`))
        return { folder, rest: plain.slice(folder.name.length + 1) };
    }
    return undefined;
  }

  /** The folder that remembers a file of that name, or something in a folder of that name. */
  async #folderWith(name: string, signal: AbortSignal): Promise<ServedFolder> {
    const plain = plainName(name);
    const below = plain.endsWith('/') ? plain : `${plain}/`;
    for (const folder of this.#folders) {
      const files = await this.#filesOf(folder, signal);
      if (files.some(({ file }) => file === plain || file.startsWith(below))) return folder;
    }
    throw new RecollectError(
      'file-unknown',
      `None of the folders that are served remembers ${name}. Name it as results do, with its folder in front: ` +
        `${this.#folders.map((folder) => `${folder.name}/`).join(', ')}.`,
    );
  }

  #onlyFolder(): ServedFolder {
    const [only] = this.#folders;
    if (only !== undefined && this.#folders.length === 1) return only;
    throw new RecollectError(
      'input-invalid',
      'Several folders are served, and they are summarized one at a time. Name one of them: ' +
        `${this.#folders.map((folder) => `${folder.name}/`).join(', ')}.`,
    );
  }

  #named(folder: ServedFolder, file: string): string {
    return this.#folders.length === 1 ? file : `${folder.name}/${file}`;
  }
}

/** Whether a file, or a folder as a whole, is not there to be asked. */
function isMissing(error: unknown): error is RecollectError {
  return (
    error instanceof RecollectError && (error.code === 'file-unknown' || error.code === 'workspace-missing')
  );
}
