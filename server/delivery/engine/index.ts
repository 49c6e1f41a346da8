export type { FinishedSend, OnFinished } from './release-range.ts';
export { type EngineOptions, type RunningEngine, startEngine } from './start-engine.ts';
