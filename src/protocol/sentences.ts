import { englishFileSentences } from './fileSentences.ts';
import { fill } from './fill.ts';
import { englishModelSentences } from './modelSentences.ts';

/**
 * The sentences in which the engine tells a person what is the matter: warnings beside a result, and errors that a
 * shell shows. The engine makes the English one, which the command line prints and logs keep; a shell with another
 * language words it anew by its code:
 *
 *     worded(sentence, (english) => vscode.l10n.t(english))
 *
 * The Chinese ones are in `l10n/bundle.l10n.zh-cn.json`, keyed by the English ones, as VS Code reads them; a test
 * holds the two together. `{0}`, `{1}` … stand for {@link Sentence.args}. Each says what happened, what it means and
 * what to do.
 */
export const englishSentences = {
  // Warnings beside an answer or a report
  spelling:
    '"{0}" stands in no file, so "{1}" was looked for as well. Put it in quotation marks to look for it alone.',
  'being-written':
    'Another Recollect is writing to the memory of this folder, so it is read as it stands. What the other one has not reached yet is missing; ask again later.',
  'being-written-by':
    'Another Recollect (process {0}) is writing to the memory of this folder, so it is read as it stands. What the other one has not reached yet is missing; ask again later.',
  'unsaved-unseen':
    'The unsaved changes in {0} could not be asked, because another Recollect is writing to the memory: what was remembered last was. Ask again in a moment.',
  'memory-rebuilt':
    'The memory of this folder was damaged and has been set aside as {0}. Your own files are untouched. A new memory is being built: everything is indexed anew, and until that is done answers may be incomplete.',
  'words-only':
    '{0} Until that is put right, questions are answered by their words only, not by their meaning. Install Recollect again; in a clone of its repository, check out the models folder again and run `npm ci`.',
  unread:
    '{0} Until that is put right, answers are whole sentences, and passages are put in order without being read. Install Recollect again; in a clone of its repository, check out the models folder again and run `npm ci`.',

  'runtime-unsupported':
    'The models cannot run on {0}, as there is no ONNX Runtime for it: questions are answered by their words only, not by their meaning. On Linux with glibc, on Macs with Apple silicon and on Windows both are there.',
  'system-old':
    'The models cannot run on this system ({0}): they need glibc 2.28 or macOS 14, or a later one. Questions are answered by their words only, not by their meaning, until the system is updated.',
  'vc-runtime-missing':
    'The Microsoft Visual C++ runtime is missing from this Windows ({0}; error 126), and the models need it: questions are answered by their words only, not by their meaning. Install it from https://aka.ms/vs/17/release/vc_redist.{1}.exe, then start the editor again.',

  'device-cpu':
    'The models are made of whole numbers (int8) for the processor and run on it alone: no graphics card is needed, and none is used.',
  'device-wanted-cpu': 'The processor encodes, because the setting recollect.device says so.',
  'device-untried':
    'The processor encodes. {0} is tried once {1} new passages have come in, or at once with "Recollect: Try Devices Again".',
  'device-chosen':
    '{0} on {1} encodes documents, {2} times as fast as the processor. Questions stay with the processor, which answers them sooner.',
  'device-none-better': 'The processor encodes: {0} is not both right and faster.',
  'device-missing':
    'The processor encodes: the setting recollect.device asks for {0}, which is not there on this machine. Set it to auto.',
  'device-failed':
    '{0} failed while it was encoding ({1}). The processor has gone on with its texts, and nothing is lost.',
  'device-given-up':
    'The processor encodes: {0} failed twice while it was encoding ({1}). "Recollect: Try Devices Again" gives it another chance.',
  'device-no-avx2':
    'This processor has no AVX2, so reading a folder for its meaning takes several times as long as on others. Questions are answered from words at once all the same.',
  'device-trial-failed': '{0}: failed ({1})',
  'device-trial-wrong': '{0}: not right (cosine {1} to what the processor gives), so it is not used',
  'device-trial-right': '{0}: right (cosine {1}), {2} times as fast as the processor',

  // What is the matter with a model: the first part of the two above
  'model-missing': 'The folder models/encoder is missing from {0} and all above it.',
  'model-description-unreadable': "The model's description {0} cannot be read.",
  'model-description-damaged': "The model's description {0} is damaged: {1}.",
  'model-file-missing': "The model's file {0} is missing.",
  'model-file-length': "The model's file {0} has {1} bytes where {2} belong: it is damaged.",
  'model-file-damaged': 'The file {0} is damaged.',
  'model-unloadable': 'The model {0} cannot be loaded ({1}).',
  'tokenizer-unloadable': 'The tokenizer {0} cannot be loaded ({1}).',
  'encoder-lost':
    'A thread of the encoder was lost ({0}). Meaning may be missing until Recollect is restarted.',
  'text-unencodable': 'A text could not be encoded ({0}).',

  // What cannot be asked
  'question-empty': 'The question is empty, so there is nothing to look for. Type a question.',
  'file-unknown':
    '{0} is not in the memory of {1}, so it cannot be asked. Check the name (relative to the folder, with /) or index the folder again.',
  'file-skipped': '{0} is not in the memory: {1}',
  'folder-missing': 'There is no folder {0}, so nothing can be read. Check the path and try again.',
  'folder-unlistable': 'The folder {0} cannot be listed. {1}',
  'folder-large':
    'The folder {0} is large and is not remembered yet, so it cannot be asked. Open Recollect and choose Remember.',
  'virtual-too-much':
    'In a virtual folder {0} files and {1} MB are brought, and this one comes after them. Open a folder within it, or a clone of it.',
  'virtual-failed': 'The virtual folder did not give it ({0}). It is asked for again with the next look.',
  'virtual-link': 'It is a link to a folder, and in a virtual folder links are not followed.',
  'folder-is-file': '{0} is a file, and Recollect remembers folders. Name the folder it lies in.',

  // The memory
  'memory-damaged':
    'The memory of this folder is damaged ({0}). Your own files are untouched. Index the folder again: the damaged memory is set aside and a new one is built.',
  'memory-locked':
    "Another program keeps Recollect's memory in {0} locked, so nothing could be changed. What was remembered before is safe. Close other Recollect windows or commands and try again.",
  'memory-unusable':
    'Recollect cannot use its memory folder {0} ({1}), so nothing can be remembered there. Make the folder readable and writable for you, or name another one with --store DIR or RECOLLECT_STORE.',
  'memory-newer':
    'The memory of this folder was written by a newer Recollect (format {0}; this one reads {1}). It is left as it is. Update Recollect, or name another folder with --store DIR or RECOLLECT_STORE.',
  'memory-taken-over':
    'Another Recollect took over writing to the memory in {0} while this one was not responding, so this change was not kept. Run the command again, or reload the window.',
  'memory-read-only':
    'This memory is open for reading only. Nothing was changed. Index the folder to change it.',
  'memory-read-beside':
    'Another Recollect (process {0} on {1}) is writing to this memory, so this one only reads it. Nothing was changed. Close the other one and try again.',
  'memory-missing':
    'There is no memory of this folder in {0} yet, so nothing can be found in it. Index the folder first.',
  'memory-being-made':
    'There is no memory of this folder in {0} yet, so nothing can be found in it. Process {1} on {2} is about to make it: try again in a moment.',
  'forgotten-damaged':
    'The list of the files that you had forgotten is damaged ({0}), so nothing was indexed: they might have come back. Delete that file, index again, and forget them once more.',
  'disk-full':
    "The disk that holds Recollect's memory ({0}) is full. What was remembered before is safe. Free some space, or name a folder on another disk with --store DIR or RECOLLECT_STORE, and index again.",

  // Language models
  'endpoint-address':
    '"{0}" is no address of a language model, so nothing was sent. Give one as http://127.0.0.1:11434/v1, without name and password in it.',
  'endpoint-silent':
    'Nobody answers at {0}, so nothing could be written. Start the server of your language model there (for Ollama: "ollama serve"), or choose another address.',
  'endpoint-unreachable':
    '{0} could not be reached ({1}), so nothing could be written. Check the address and the network, then try again.',
  'endpoint-key':
    '{0} refused the key ({1}), so nothing was written. Set a key that is valid there, then ask again.',
  'endpoint-no-model':
    '{0} has no model "{1}", so nothing was written. Choose one of those that it has: {2}.',
  'endpoint-no-models':
    '{0} has no model "{1}", nor any other, so nothing was written. Load or download a model there, then ask again.',
  'endpoint-busy':
    '{0} takes no more for now ({1}), so nothing was written. Wait a little, or look at the limits of your account there.',
  'endpoint-slow':
    '{0} wrote nothing for {1} seconds, so it was stopped. It may still be loading the model: ask again, or give it more time.',
  'endpoint-stopped':
    '{0} stopped in the middle of the answer ({1}). What it had written up to there is unfinished. Ask again; where that happens often, look at what the server says of it.',
  'endpoint-foreign':
    'What answers at {0} is no endpoint for language models as OpenAI has them ({1}), so nothing was written. Check the address: it usually ends with /v1.',
  'endpoint-error':
    '{0} could not do it ({1}), so nothing was written. Look at what the server says of it, then ask again.',
  'prompt-too-long':
    'The question with its passages is longer than {0} takes ({1}), so nothing was written. Ask fewer files at once, or set the window of the model lower so that fewer passages are sent.',
  'sending-unseen':
    '{0} is not on this machine, and nobody was shown what would be sent, so nothing was. Look at it and agree first.',
  'sending-refused': 'Nothing was sent to {0}: you did not agree to it.',
  'shell-model-missing':
    'This program has no language models of its own, so "{0}" cannot write. Choose a model of an endpoint.',

  ...englishModelSentences,
  ...englishFileSentences,

  // The engine
  'engine-stopped':
    'The engine stopped while it was working on this ({0}). What was indexed before is kept. Try again: the engine starts anew by itself.',
  'engine-stopped-often':
    'The engine stopped unexpectedly {0} times, so it is not started again. What was indexed is kept. Run "recollect doctor" to see what is wrong, then start Recollect again.',
  'engine-given-up':
    'The engine stopped {0} times within five minutes ({1}), so it is not started again by itself. What was indexed is kept. Look at the log for the reason, then index again.',
  'engine-closed': 'The engine has been closed. Start Recollect again to go on.',
  'engine-closed-in-window': 'The engine has been closed. Reload the window to go on.',
} as const satisfies Record<string, string>;

/** What a sentence is known by, in every language. */
export type SentenceCode = keyof typeof englishSentences;

/** A sentence for a person, in English and in the parts that another language needs. */
export interface Sentence {
  readonly code: SentenceCode;
  /** In English, whole. */
  readonly text: string;
  /** What fills `{0}`, `{1}` …: names and figures as they are, or sentences, which have words of their own. */
  readonly args: readonly (string | Sentence)[];
}

/** The sentence of that code, its places filled. */
export function sentence(code: SentenceCode, ...args: readonly (string | Sentence)[]): Sentence {
  const words = args.map((arg) => (typeof arg === 'string' ? arg : arg.text));
  return { code, text: fill(englishSentences[code], ...words), args };
}

/**
 * The sentence in a shell's own language.
 *
 * @param translate from an English text, its places not filled, to the user's; gives the English back where it knows
 *   none
 */
export function worded({ code, args }: Sentence, translate: (english: string) => string): string {
  const words = args.map((arg) => (typeof arg === 'string' ? arg : worded(arg, translate)));
  return fill(translate(englishSentences[code]), ...words);
}

/** Whether a value that was kept or came over a wire is a code of a sentence. */
export function isSentenceCode(value: unknown): value is SentenceCode {
  return typeof value === 'string' && Object.hasOwn(englishSentences, value);
}

/** Whether a value that came over a wire is a {@link Sentence}. */
export function isSentence(value: unknown): value is Sentence {
  if (typeof value !== 'object' || value === null) return false;
  if (!('code' in value) || !isSentenceCode(value.code)) return false;
  if (!('text' in value) || typeof value.text !== 'string') return false;
  if (!('args' in value) || !Array.isArray(value.args)) return false;
  return value.args.every((arg: unknown) => typeof arg === 'string' || isSentence(arg));
}
