export { accountSubject } from './account-subject.ts';
export { type ConnectionShares, connectionShares } from './connection-shares.ts';
export { createPace } from './create-pace.ts';
export type { Ask, Grant, Pace, Unused } from './pace.ts';
export { readServerDays, type ServerDay, usedToday } from './read-tally.ts';
export * from './receiver-groups.ts';
export { type SharedServer, shareKey } from './renew-shares.ts';
export { type Happened, type Tallied, Tally } from './tally.ts';
export * from './warm-up.ts';
