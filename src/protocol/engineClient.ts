import { CancellationTokenSource, createMessageConnection } from 'vscode-jsonrpc';
import type {
  CancellationToken,
  MessageConnection,
  MessageReader,
  MessageWriter,
  ProgressType,
  RequestType,
} from 'vscode-jsonrpc';
import type { CancelSignal } from '../core/ports.ts';
import type {
  CallOptions,
  EngineApi,
  IndexParams,
  IndexProgress,
  IndexReport,
  UpdateParams,
  WritableParams,
} from './engineApi.ts';
import type { AskParams, AskResult, ExplainResult } from './asking.ts';
import type { AttentionParams, AttentionResult } from './attentionMap.ts';
import type {
  CalibrateParams,
  CalibrateReport,
  DoctorParams,
  DoctorReport,
  FilesParams,
  FilesResult,
  ForgetParams,
  ForgetResult,
  FindParams,
  FindResult,
  InspectParams,
  InspectResult,
  LookParams,
  LookResult,
  SectionsParams,
  SectionsResult,
} from './memoryReports.ts';
import type {
  EncoderModel,
  EncoderModels,
  EncoderParams,
  FetchEncoderParams,
  FetchProgress,
  ModelPlan,
  PlanEncoderParams,
} from './encoderModels.ts';
import type { DeviceFacts, EngineStatus, StatusParams } from './engineStatus.ts';
import type {
  AttributeParams,
  AttributeProgress,
  Attribution,
  LedgerParams,
  LedgerResult,
  ModelsParams,
  ModelsResult,
  SummarizeParams,
  SummarizeProgress,
  SummaryResult,
  WriteParams,
  WriteProgress,
  WriteResult,
  WritingOptions,
} from './writing.ts';
import type { Released, ReleaseParams } from './releasing.ts';
import { onAbort } from './abort.ts';
import { RecollectError } from './errors.ts';
import { LentShells } from './lentShells.ts';
import { sentence } from './sentences.ts';
import {
  fetchProgress,
  fromWire,
  indexProgress,
  logLine,
  requests,
  attributeProgress,
  summarizeProgress,
  writeProgress,
} from './rpc.ts';
import type { Call, LogLine, WireError } from './rpc.ts';

/**
 * A forked engine, as the client sees it. The shell forks (it owns the platform's API) and gives both ends of
 * the channel; loading `vscode-jsonrpc/node` for them also installs the timers that JSON-RPC needs.
 */
export interface EngineProcess {
  readonly reader: MessageReader;
  readonly writer: MessageWriter;
  /** Calls once when the process is gone, with what is known of how ("exit code 1", "signal SIGKILL"). */
  onExit(listener: (how: string) => void): void;
  /** Ends it at once. */
  kill(): void;
  /** Lets it finish: closes the channel and resolves once the process is gone, by force where it lingers. */
  end(): Promise<void>;
}

/** How an {@link EngineClient} is made. */
export interface EngineClientOptions {
  /** Forks an engine, at once or in its own time. Called on the first call, and again after the engine was lost. */
  readonly start: () => EngineProcess | Promise<EngineProcess>;
  /** How often a lost engine is started again before the client gives up; 3 where left out. */
  readonly restarts?: number;
  readonly onLog?: (line: LogLine) => void;
}

interface Running {
  readonly process: EngineProcess;
  readonly connection: MessageConnection;
}

/** What goes with the parameters of a call. */
type Beside = Omit<Call<never>, 'params'>;

/**
 * EngineApi over a forked engine. The engine starts with the first call. When it dies, every pending call
 * rejects with `engine-lost` (none ever hangs) and the next call starts another, up to the budget; the memory
 * is on disk, so there is nothing to replay. A signal given to a call should be an AbortSignal: it is listened
 * to. A cancelled call rejects with `cancelled` once the engine has stopped working on it.
 */
export class EngineClient implements EngineApi {
  readonly #options: EngineClientOptions;
  readonly #restarts: number;
  readonly #shells = new LentShells();
  #running: Running | undefined;
  #starting: Promise<Running> | undefined;
  #losses = 0;
  #lastLoss = 'it did not start';
  #closed = false;
  #nextToken = 0;

  constructor(options: EngineClientOptions) {
    this.#options = options;
    this.#restarts = options.restarts ?? 3;
  }

  index(params: IndexParams, options?: CallOptions<IndexProgress>): Promise<IndexReport> {
    return this.#callWithProgress(indexProgress, options, ({ connection }, progress, token) =>
      connection.sendRequest(requests.index, { params, ...progress }, token),
    );
  }

  update(params: UpdateParams, options?: CallOptions<IndexProgress>): Promise<IndexReport> {
    return this.#callWithProgress(indexProgress, options, ({ connection }, progress, token) =>
      connection.sendRequest(requests.update, { params, ...progress }, token),
    );
  }

  async writable(params: WritableParams, options?: CallOptions<never>): Promise<void> {
    await this.#ask(requests.writable, params, options?.signal);
  }

  ask(params: AskParams, options?: CallOptions<never>): Promise<AskResult> {
    return this.#ask(requests.ask, params, options?.signal);
  }

  explain(params: AskParams, options?: CallOptions<never>): Promise<ExplainResult> {
    return this.#ask(requests.explain, params, options?.signal);
  }

  write(params: WriteParams, options?: WritingOptions<WriteProgress>): Promise<WriteResult> {
    return this.#callWithShell(writeProgress, options, ({ connection }, beside, token) =>
      connection.sendRequest(requests.write, { params, ...beside }, token),
    );
  }

  attribute(params: AttributeParams, options?: WritingOptions<AttributeProgress>): Promise<Attribution> {
    return this.#callWithShell(attributeProgress, options, ({ connection }, beside, token) =>
      connection.sendRequest(requests.attribute, { params, ...beside }, token),
    );
  }

  release(params: ReleaseParams, options?: WritingOptions<never>): Promise<Released> {
    return this.#shells.lending(options?.shell, (lent) =>
      this.#call(options?.signal, ({ connection }, token) =>
        connection.sendRequest(requests.release, { params, ...lent }, token),
      ),
    );
  }

  models(params: ModelsParams, options?: CallOptions<never>): Promise<ModelsResult> {
    return this.#ask(requests.models, params, options?.signal);
  }

  ledger(params: LedgerParams): Promise<LedgerResult> {
    return this.#ask(requests.ledger, params);
  }

  summarize(params: SummarizeParams, options?: WritingOptions<SummarizeProgress>): Promise<SummaryResult> {
    return this.#callWithShell(summarizeProgress, options, ({ connection }, beside, token) =>
      connection.sendRequest(requests.summarize, { params, ...beside }, token),
    );
  }

  attention(params: AttentionParams, options?: CallOptions<never>): Promise<AttentionResult> {
    return this.#ask(requests.attention, params, options?.signal);
  }

  look(params: LookParams, options?: CallOptions<never>): Promise<LookResult> {
    return this.#ask(requests.look, params, options?.signal);
  }

  files(params: FilesParams): Promise<FilesResult> {
    return this.#ask(requests.files, params);
  }

  sections(params: SectionsParams): Promise<SectionsResult> {
    return this.#ask(requests.sections, params);
  }

  forget(params: ForgetParams): Promise<ForgetResult> {
    return this.#ask(requests.forget, params);
  }

  find(params: FindParams): Promise<FindResult> {
    return this.#ask(requests.find, params);
  }

  inspect(params: InspectParams): Promise<InspectResult> {
    return this.#ask(requests.inspect, params);
  }

  calibrate(params: CalibrateParams): Promise<CalibrateReport> {
    return this.#ask(requests.calibrate, params);
  }

  encoders(params: Readonly<Record<string, never>>): Promise<EncoderModels> {
    return this.#ask(requests.encoders, params);
  }

  planEncoder(params: PlanEncoderParams, options?: CallOptions<never>): Promise<ModelPlan> {
    return this.#ask(requests.planEncoder, params, options?.signal);
  }

  fetchEncoder(params: FetchEncoderParams, options?: CallOptions<FetchProgress>): Promise<EncoderModel> {
    return this.#callWithProgress(fetchProgress, options, ({ connection }, progress, token) =>
      connection.sendRequest(requests.fetchEncoder, { params, ...progress }, token),
    );
  }

  useEncoder(params: EncoderParams): Promise<EncoderModels> {
    return this.#ask(requests.useEncoder, params);
  }

  removeEncoder(params: EncoderParams): Promise<EncoderModels> {
    return this.#ask(requests.removeEncoder, params);
  }

  status(params: StatusParams): Promise<EngineStatus> {
    return this.#ask(requests.status, params);
  }

  tryDevices(): Promise<DeviceFacts> {
    return this.#ask(requests.tryDevices, null);
  }

  doctor(params: DoctorParams): Promise<DoctorReport> {
    return this.#ask(requests.doctor, params);
  }

  /**
   * Lets the engine close its store and ends it; pending calls reject with `engine-lost`, later calls reject.
   * Calling it again does nothing.
   */
  async close(): Promise<void> {
    this.#closed = true;
    // One that is being started ends by itself once it is there; how that fails is the caller's to hear.
    await this.#starting?.catch(() => undefined);
    await this.#running?.process.end();
  }

  /** Ends the engine at once; pending calls reject with `engine-lost`, later calls reject. */
  kill(): void {
    this.#closed = true;
    this.#running?.process.kill();
  }

  /** A call that reports nothing on its way. */
  #ask<Params, Result>(
    type: RequestType<Call<Params>, Result, WireError>,
    params: Params,
    signal?: CancelSignal,
  ): Promise<Result> {
    return this.#call(signal, ({ connection }, token) => connection.sendRequest(type, { params }, token));
  }

  /** A call that lends its shell as well. */
  #callWithShell<Progress, Result>(
    type: ProgressType<Progress>,
    options: WritingOptions<Progress> | undefined,
    send: (running: Running, beside: Beside, token: CancellationToken) => Promise<Result>,
  ): Promise<Result> {
    return this.#shells.lending(options?.shell, (lent) =>
      this.#callWithProgress(type, options, (running, progress, token) =>
        send(running, { ...progress, ...lent }, token),
      ),
    );
  }

  #callWithProgress<Progress, Result>(
    type: ProgressType<Progress>,
    options: CallOptions<Progress> | undefined,
    send: (running: Running, beside: Beside, token: CancellationToken) => Promise<Result>,
  ): Promise<Result> {
    const report = options?.onProgress;
    return this.#call(options?.signal, async (running, token) => {
      if (report === undefined) return send(running, {}, token);
      const progress = this.#nextToken++;
      const listening = running.connection.onProgress(type, progress, report);
      try {
        return await send(running, { progress }, token);
      } finally {
        listening.dispose();
      }
    });
  }

  async #call<Result>(
    signal: CancelSignal | undefined,
    send: (running: Running, token: CancellationToken) => Promise<Result>,
  ): Promise<Result> {
    const aborted = () => signal?.aborted === true;
    if (aborted()) throw cancelled();
    const running = await this.#engine();
    if (aborted()) throw cancelled();
    const source = new CancellationTokenSource();
    const stopListening = onAbort(signal, () => source.cancel());
    try {
      return await send(running, source.token);
    } catch (error) {
      throw fromWire(error) ?? (aborted() ? cancelled() : this.#lost());
    } finally {
      stopListening();
      source.dispose();
    }
  }

  #lost(): RecollectError {
    return new RecollectError('engine-lost', sentence('engine-stopped', this.#lastLoss));
  }

  async #engine(): Promise<Running> {
    if (this.#closed) throw closed();
    if (this.#running !== undefined) return this.#running;
    if (this.#losses > this.#restarts) {
      throw new RecollectError('engine-lost', sentence('engine-stopped-often', String(this.#losses)));
    }
    this.#starting ??= this.#start().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  async #start(): Promise<Running> {
    const process = await this.#options.start();
    if (this.#closed) {
      await process.end();
      throw closed();
    }
    const connection = createMessageConnection(process.reader, process.writer);
    const running = { process, connection };
    this.#running = running;
    // Disposing rejects all that is pending, which #call turns into `engine-lost`.
    process.onExit((how) => {
      if (this.#running !== running) return;
      this.#running = undefined;
      this.#losses++;
      this.#lastLoss = how;
      connection.dispose();
    });
    // It may have ended before it was listened to.
    if (this.#running !== running) throw this.#lost();
    connection.onError(() => process.kill());
    this.#shells.serve(connection);
    const log = this.#options.onLog;
    if (log !== undefined) connection.onNotification(logLine, log);
    connection.listen();
    return running;
  }
}

function closed(): RecollectError {
  return new RecollectError('engine-lost', sentence('engine-closed'));
}

function cancelled(): RecollectError {
  return new RecollectError('cancelled', 'Stopped before it was done. What was finished is kept.');
}
