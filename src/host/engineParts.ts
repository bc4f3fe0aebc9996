// What an engine is forked and talked to with: one file of its own in the build, loaded when an engine is wanted.
export { EngineClient } from '../protocol/engineClient.ts';
export { forkEngine } from './engineProcess.ts';
