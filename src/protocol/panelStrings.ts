/**
 * Every text of the panel, in English: the source that translations are looked up by. The webview has no
 * translations of its own; the host hands it these with the state:
 *
 *     strings: translatedPanelStrings((english) => vscode.l10n.t(english))
 *
 * The Chinese texts are in `l10n/bundle.l10n.zh-cn.json` beside the host's own, keyed by the English text, as VS
 * Code reads them; a test holds the two together. `{0}`, `{1}` are filled in by the panel (see `fill`).
 * Of a pair `…One` and `…Many` the panel takes the one that the language's plural rules name.
 */
export const englishPanelStrings = {
  // The ask box
  ask: 'Ask',
  askLabel: 'Question about these files',
  askPlaceholder: 'Ask these files…',
  askHint: 'Enter asks, Shift+Enter starts a new line',
  cancel: 'Stop',
  newThread: 'New conversation',
  scope: 'What to ask',
  scopeWorkspace: 'Workspace',
  scopeFile: 'This file',
  scopeNoFile: 'Open a file to ask it alone',
  scopeFolder: 'All files in {0}',
  scopeSelection: 'Selection',
  scopePick: 'Choose files and folders (@)',
  scopePicked: 'What is asked alone',
  scopeUnpick: 'No longer ask {0} alone',
  offers: 'Files and folders',
  offered: '{0} files and folders. Arrow keys choose one, Enter takes it.',

  // Before the first answer
  welcomeTitle: 'Ask your documents',
  welcomeBody:
    'Put a question in your own words, in English or Chinese. The answer names its sources, and the sentences it rests on light up in the editor.',
  welcomePrivate: 'Everything stays on this machine.',
  welcomeWriter: 'Nothing is sent to another machine before you have seen it.',
  noFolderTitle: 'No folder is open',
  noFolderBody: 'Recollect answers from the files of a folder. Open the one that you want to ask.',
  openFolder: 'Open Folder',
  openSample: 'Open the Sample Library',
  restricted: 'Restricted Mode: the built-in models answer. Language models and their settings are off.',
  manageTrust: 'Manage Workspace Trust',
  largeTitle: 'Remember {0}?',
  largeBody:
    'It holds {0}, {1} in all. Reading and remembering them takes {2} on this machine, in the background, and you can ask meanwhile. Nothing has been kept so far.',
  largeDeclinedTitle: '{0} is not remembered',
  largeDeclinedBody: 'You put it off, so it cannot be asked. It holds {0}, {1} in all, and takes {2}.',
  remember: 'Remember',
  rememberPart: 'Only Some Folders…',
  rememberLater: 'Not Now',
  emptyTitle: 'Nothing here to read',
  emptyBody:
    'This folder holds no text that Recollect can read. Add documents, or look at the log for what was left out and why.',
  index: 'Index Again',
  showLog: 'Show Log',

  // State of the memory
  starting: 'Getting ready…',
  reading: 'Reading files: {0} of {1}',
  encoding: 'Remembering passages: {0} of {1}',
  waitingForMains: 'On battery: {0} of {1} passages remembered, the rest on mains power',
  indexingHint: 'You can ask already.',
  paused: 'Paused at {0} of {1} passages',
  pause: 'Pause indexing',
  resume: 'Resume indexing',
  filesOne: '{0} file',
  filesMany: '{0} files',
  passagesOne: '{0} passage',
  passagesMany: '{0} passages',
  skippedOne: '{0} left out',
  skippedMany: '{0} left out',
  noModel: 'words only, no model',
  failedTitle: 'Recollect has stopped',

  // While a question is answered, and after
  pending: 'Looking through the files…',
  cancelled: 'Stopped. The question was not answered.',
  askAgain: 'Ask Again',
  turnFailed: 'This question could not be answered',
  answer: 'Answer',
  askedFile: 'asked {0} only',
  confidenceHigh: 'Very likely answered in these files',
  confidenceMedium: 'Probably answered in these files',
  confidenceLow: 'Possibly answered in these files: check the sources',
  grounded: 'every sentence has its source',
  probability: '{0} likely, calibrated on your questions',
  sidesTitle: 'The sources do not agree:',
  later: 'later',
  latest: 'latest',
  copy: 'Copy answer with its sources, as Markdown',
  useful: 'This was useful. Kept on this machine, for measuring',
  useless: 'This was not useful. Kept on this machine, for measuring',
  suggested: 'From your documents',
  declinedTitle: 'Nothing in these files seems to answer this',
  declinedBody: 'The passages below come nearest.',
  declinedNothing: 'Nothing comes near it either.',
  nearMissFound: 'The nearest passage speaks of {0}; nothing about {1}.',
  nearMissNothing: 'The nearest passage says nothing about {0}.',
  lookedAt: 'Looked at {0} in {1}',
  partly:
    'Asked while indexing: {0} of {1} passages were remembered by meaning, the others were found by their words alone.',

  // What a language model wrote
  waitingFor: 'Waiting for {0}…',
  isWriting: '{0} is writing…',
  writtenBy: 'Written by {0}',
  writtenChecked: 'Written by {0}, checked sentence by sentence: {1} of {2} supported',
  stopWriting: 'Stop writing',
  ownWords: 'In the files’ own words',
  writtenCut: 'It ends here because it reached the limit of its length.',
  writtenStopped: 'Stopped. What was written until then stands here.',
  writtenNothing: 'Stopped before anything was written.',
  writtenFailed: '{0} could not write.',
  writtenUnsent: 'Nothing was sent, so nothing was written.',
  writtenDeclined: 'The files do not seem to answer, so {0} was not asked.',
  insist: 'Write Anyway',
  chooseModel: 'Choose Another Model',
  saidUnsure: 'not surely supported',
  saidUnsupported: 'not supported',
  doubtOther: 'the files say {0}, not {1}',
  doubtAbsent: 'the passages do not speak of {0}',
  doubtOpposite: 'the files say the opposite',
  doubtOppositeFound: 'the files say the opposite: “{0}”',
  doubtRelation: 'the files say it of something else',
  doubtRelationFound: 'the files say it otherwise: “{0}”',
  doubtMeaning: 'nothing in the passages says this',
  groundHint: 'Show what this sentence rests on',
  groundTitle: 'What this sentence rests on',
  groundNearest: 'Nearest in the passages',
  groundNone: 'No passage says anything like it',
  askUsed: 'What Did the Model Use?',
  usedWorking: 'Asking the model again without parts of the text: {0} of {1}',
  usedTitle: 'What the model used for it',
  usedNothing: 'It used nothing of the passages in particular',
  usedWeight: '{0} of what the model used',
  usedByProbability:
    'Told from how likely the model finds its words with parts of the text left out, in {0} runs.',
  usedByOverlap: 'Told from how much of its words come again with parts of the text left out, in {0} runs.',
  usedPoor: 'The weights foretell other runs poorly (r = {0}): take them as a hint.',
  redacted: 'Taken out of what was sent: {0}.',
  redactedEmails: 'e-mail addresses: {0}',
  redactedPhones: 'telephone numbers: {0}',
  redactedIds: 'ID numbers: {0}',
  redactedCards: 'bank card numbers: {0}',
  redactedKeys: 'keys: {0}',
  redactedNames: 'names: {0}',
  showSent: 'Show what was sent',
  writerNone: 'Only the built-in reader answers. Choose a language model…',
  writerIs: 'Answers are written by {0}. Choose another…',

  // A summary
  summaryOf: 'Summary of {0}',
  closeSummary: 'Back to question and answer',
  copySummary: 'Copy summary with its sources',
  summaryAbout: 'About',
  summaryEverything: 'Everything; or a question, then Enter',
  summaryLength: 'Length',
  summaryWritten: 'Let {0} write it, each sentence checked',
  summarizing: 'Looking at the text…',
  summarizingRead: 'Reading sections: {0} of {1}',
  summarizingWrite: 'Writing sections: {0} of {1}',
  stopSummary: 'Stop summarizing',
  summaryStopped: 'Stopped. What was done is kept for the next time.',
  summaryFailed: 'This could not be summarized',
  summaryEmpty: 'There is too little text to summarize.',
  represented: 'in the summary',
  compressed: 'much the same as what is in the summary',
  leftOut: 'not in the summary',
  coverageRepresented: '{0} in the summary',
  coverageCompressed: '{0} much the same',
  coverageLeftOut: '{0} not in it',
  strip: 'What became of each passage',
  stripHint:
    'Arrow keys go from passage to passage, Page Up and Page Down from section to section, Enter opens',
  stripLeaf: 'Passage {0} of {1}',
  showLeftOut: 'Show what is left out',
  hideLeftOut: 'Hide what is left out',
  leftOutMore: 'Shorter ones, in the strip alone: {0}',
  sections: 'Sections',
  sectionUntitled: 'Without a title',
  saidSummary: 'Summarized. {0} in the summary, {1} much the same, {2} left out.',

  // Sources
  citation: 'Source {0}: {1}',
  citationMoved: 'Source {0}: {1}. The quoted words have moved.',
  citationGone: 'Source {0}: {1}. The quoted words are no longer there.',
  moved: 'moved',
  changed: 'changed since the answer',
  gone: 'no longer there',
  attended: 'Attended passages',
  nearest: 'Nearest passages',
  rest: 'rest {0}',
  explain: 'Explain: what counted for each passage',
  explaining: 'Taking the scores apart…',
  explainFailed: 'The scores could not be taken apart',
  explainTitle: 'What counted',
  explainSilent: 'Parts that gave next to nothing: {0}',
  explainFound: 'The reader would answer: “{0}”',
  explainNone: 'Its score was not taken apart: only the best passages’ are.',
  sectionShare: 'All of the section: {0} of the attention',
  restHint: 'Attention that went to passages not listed here, or to none.',
  share: '{0} of the attention',
  fileShare: 'All of the file: {0} of the attention',
  place: 'Where the passage stands in its file',
  showAll: 'Show the whole passage',
  showLess: 'Show less',
  morePassagesOne: 'Show {0} more passage',
  morePassagesMany: 'Show {0} more passages',

  // The conversation around a question
  earlierOne: '{0} earlier question',
  earlierMany: '{0} earlier questions',
  earlierTurns: 'Earlier questions of this conversation',
  earlierDeclined: 'no answer in these files',
  earlierWritten: 'Written by {0}',
  threads: 'Conversations…',
  renameThread: 'Rename conversation',
  exportThread: 'Export conversation',
  pinTurn: 'Pin: later questions always go on from this one',
  unpinTurn: 'Unpin: let it fade as others do',
  forgetTurn: 'Forget this question and its answer',
  readAs: 'goes on from: {0}',

  // Said to screen readers
  saidAnswered: 'Answered. Sources: {0}.',
  saidDeclined: 'Nothing in these files seems to answer this.',
} as const;

/** The panel's texts in the user's language, by key. */
export type PanelStrings = { readonly [key in keyof typeof englishPanelStrings]: string };

/**
 * The panel's texts in the user's language.
 *
 * @param translate from an English text to the user's; gives the English back where it knows none
 */
export function translatedPanelStrings(translate: (english: string) => string): PanelStrings {
  const strings: Record<keyof PanelStrings, string> = { ...englishPanelStrings };
  for (const key of panelStringKeys) strings[key] = translate(englishPanelStrings[key]);
  return strings;
}

/** Keys of {@link englishPanelStrings}. */
export const panelStringKeys = Object.keys(englishPanelStrings).filter(
  (key): key is keyof PanelStrings => key in englishPanelStrings,
);
