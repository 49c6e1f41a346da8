export { createPace } from './create-pace.ts';
export type { Ask, Grant, Pace, Unused } from './pace.ts';
export * from './receiver-groups.ts';
