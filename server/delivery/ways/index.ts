export type { Reason, ReasonKind } from './contract.ts';
export { NoWayError, openConnection } from './open-connection.ts';
export type { Found, Leaving, Limit, LimitedSubject, Stream, Way, Ways } from './way.ts';
