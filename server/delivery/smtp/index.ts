export { type CheckStep, checkConnection, checkRoute } from './check-connection.ts';
export { type Outcome, RouteError, type RouteFailure, type Stage } from './outcome.ts';
export { DEFAULT_TIMEOUTS, parseSmtpUrl, type Route } from './route.ts';
export { smtpTransport } from './smtp-transport.ts';
export type { Connection, Envelope, Transport } from './transport.ts';
