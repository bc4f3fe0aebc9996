export { askedFolders, mergeAnswers, sharedOut } from '../protocol/mergeAnswers.ts';
export type { FolderAnswer, InFolder, MergedAnswer, MergedSentence } from '../protocol/mergeAnswers.ts';
