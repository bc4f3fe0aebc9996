import { NotificationType, ProgressType, RequestType, ResponseError } from 'vscode-jsonrpc';
import type { IndexParams, IndexProgress, IndexReport, UpdateParams, WritableParams } from './engineApi.ts';
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
import type { Generated, ModelMessage } from '../core/ports.ts';
import type { Released, ReleaseParams } from './releasing.ts';
import type {
  AttributeParams,
  AttributeProgress,
  Attribution,
  LedgerParams,
  LedgerResult,
  ModelsParams,
  ModelsResult,
  Sending,
  SummarizeParams,
  SummarizeProgress,
  SummaryResult,
  WriteParams,
  WriteProgress,
  WriteResult,
} from './writing.ts';
import { isCancelled, RecollectError } from './errors.ts';
import type { ErrorCode } from './errors.ts';
import { isSentence, type Sentence } from './sentences.ts';

/**
 * The whole wire between a shell and the forked engine: JSON-RPC 2.0 over Node's IPC channel. Each request is a
 * method of EngineApi under its own name; a caller that wants progress sends a token, and the engine reports
 * under it until it answers. Cancelling is JSON-RPC's `$/cancelRequest`. The engine answers a cancelled request
 * when it has stopped, with the code `cancelled`. While it works on a call it may ask the shell in turn
 * ({@link shellRequests}), where the call lends one.
 */

/** The parameters of a call, the token under which its progress is wanted, and the shell that it lends. */
export interface Call<Params> {
  readonly params: Params;
  readonly progress?: number;
  readonly shell?: LentShell;
}

/** A shell that is lent for the time of a call. */
export interface LentShell {
  readonly token: number;
  /** Whether it has language models of its own. */
  readonly generates: boolean;
}

/** The shell is asked whether something may leave. */
export interface ApproveCall {
  readonly shell: number;
  readonly sending: Sending;
}

/** The shell is asked to write; the pieces come as progress under a token of the engine's. */
export interface GenerateCall {
  readonly shell: number;
  readonly id: string;
  readonly messages: readonly ModelMessage[];
  readonly maxTokens: number;
  readonly temperature?: number;
  readonly progress?: number;
}

/** What an error carries beside its message. */
export interface WireError {
  readonly code: ErrorCode;
  readonly sentence?: Sentence;
  /** Where an unforeseen error arose in the engine: for a bug report, not for the reader. */
  readonly stack?: string;
}

/** A line of the engine's log. */
export interface LogLine {
  readonly level: 'info' | 'warning';
  readonly message: string;
}

/** A request each of EngineApi's methods, but for `close`: the engine closes when the channel does. */
export const requests = {
  index: new RequestType<Call<IndexParams>, IndexReport, WireError>('index'),
  update: new RequestType<Call<UpdateParams>, IndexReport, WireError>('update'),
  writable: new RequestType<Call<WritableParams>, null, WireError>('writable'),
  ask: new RequestType<Call<AskParams>, AskResult, WireError>('ask'),
  explain: new RequestType<Call<AskParams>, ExplainResult, WireError>('explain'),
  write: new RequestType<Call<WriteParams>, WriteResult, WireError>('write'),
  attribute: new RequestType<Call<AttributeParams>, Attribution, WireError>('attribute'),
  release: new RequestType<Call<ReleaseParams>, Released, WireError>('release'),
  models: new RequestType<Call<ModelsParams>, ModelsResult, WireError>('models'),
  ledger: new RequestType<Call<LedgerParams>, LedgerResult, WireError>('ledger'),
  summarize: new RequestType<Call<SummarizeParams>, SummaryResult, WireError>('summarize'),
  attention: new RequestType<Call<AttentionParams>, AttentionResult, WireError>('attention'),
  look: new RequestType<Call<LookParams>, LookResult, WireError>('look'),
  files: new RequestType<Call<FilesParams>, FilesResult, WireError>('files'),
  sections: new RequestType<Call<SectionsParams>, SectionsResult, WireError>('sections'),
  forget: new RequestType<Call<ForgetParams>, ForgetResult, WireError>('forget'),
  find: new RequestType<Call<FindParams>, FindResult, WireError>('find'),
  inspect: new RequestType<Call<InspectParams>, InspectResult, WireError>('inspect'),
  calibrate: new RequestType<Call<CalibrateParams>, CalibrateReport, WireError>('calibrate'),
  encoders: new RequestType<Call<Readonly<Record<string, never>>>, EncoderModels, WireError>('encoders'),
  planEncoder: new RequestType<Call<PlanEncoderParams>, ModelPlan, WireError>('planEncoder'),
  fetchEncoder: new RequestType<Call<FetchEncoderParams>, EncoderModel, WireError>('fetchEncoder'),
  useEncoder: new RequestType<Call<EncoderParams>, EncoderModels, WireError>('useEncoder'),
  removeEncoder: new RequestType<Call<EncoderParams>, EncoderModels, WireError>('removeEncoder'),
  status: new RequestType<Call<StatusParams>, EngineStatus, WireError>('status'),
  tryDevices: new RequestType<Call<null>, DeviceFacts, WireError>('tryDevices'),
  doctor: new RequestType<Call<DoctorParams>, DoctorReport, WireError>('doctor'),
} as const;

/** What the engine asks of the shell that a call lends: the two methods of WritingShell. */
export const shellRequests = {
  approve: new RequestType<ApproveCall, boolean, WireError>('shell/approve'),
  generate: new RequestType<GenerateCall, Generated, WireError>('shell/generate'),
} as const;

/** Progress of `index` and `update`, under the token of its call. */
export const indexProgress = new ProgressType<IndexProgress>();

/** Progress of `write`, under the token of its call. */
export const writeProgress = new ProgressType<WriteProgress>();

/** The pieces of what a shell's model writes, under the token of its {@link GenerateCall}. */
export const writtenText = new ProgressType<string>();

/** Progress of `attribute`, under the token of its call. */
export const attributeProgress = new ProgressType<AttributeProgress>();

/** Progress of `fetchEncoder`, under the token of its call. */
export const fetchProgress = new ProgressType<FetchProgress>();

/** Progress of `summarize`, under the token of its call. */
export const summarizeProgress = new ProgressType<SummarizeProgress>();

/** The engine's log, line by line. */
export const logLine = new NotificationType<LogLine>('log');

const codes = {
  cancelled: true,
  'workspace-missing': true,
  'not-remembered': true,
  'file-unknown': true,
  'question-empty': true,
  'model-incomplete': true,
  'store-unusable': true,
  'store-newer': true,
  'disk-full': true,
  'input-invalid': true,
  'engine-lost': true,
  'not-approved': true,
  'endpoint-unreachable': true,
  'endpoint-refused': true,
  'endpoint-failed': true,
  'prompt-too-long': true,
  internal: true,
} satisfies Record<ErrorCode, true>;

/** JSON-RPC's own codes are below -32000; all of ours are told apart by {@link WireError.code}. */
const applicationError = 1;

/** An error as it crosses to the shell: a RecollectError keeps its code and words, any other is `internal`. */
export function toWire(error: unknown): ResponseError<WireError> {
  const message = error instanceof Error ? error.message : String(error);
  if (isCancelled(error))
    return new ResponseError<WireError>(applicationError, message, { code: 'cancelled' });
  if (error instanceof RecollectError) {
    return new ResponseError<WireError>(applicationError, message, {
      code: error.code,
      ...(error.sentence === undefined ? {} : { sentence: error.sentence }),
    });
  }
  const stack = error instanceof Error ? error.stack : undefined;
  return new ResponseError<WireError>(applicationError, message, {
    code: 'internal',
    ...(stack === undefined ? {} : { stack }),
  });
}

/** The error that the engine threw, made anew on this side; undefined where the wire itself failed. */
export function fromWire(error: unknown): RecollectError | undefined {
  if (!(error instanceof ResponseError)) return undefined;
  const data: unknown = error.data;
  if (typeof data !== 'object' || data === null || !('code' in data) || !isCode(data.code)) return undefined;
  const remade = new RecollectError(
    data.code,
    'sentence' in data && isSentence(data.sentence) ? data.sentence : error.message,
  );
  if ('stack' in data && typeof data.stack === 'string') remade.stack = data.stack;
  return remade;
}

function isCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(codes, value);
}
