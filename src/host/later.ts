// What a window that shows us does not need at once: one file of its own in the build (`build.mjs`), which is loaded
// when the first of these is wanted.
export { respond, followups } from './chat/participant.ts';
export { diagnostics } from './diagnostics.ts';
export { chooseEncoder } from './models/chooseEncoder.ts';
export { compareFiles } from './passages/compareFiles.ts';
export { explainPassage } from './passages/explainPassage.ts';
export { findSimilar } from './passages/similarPassages.ts';
export { languageTools } from './tools/languageTools.ts';
