export { type CheckStep, checkConnection, checkRoute } from './check-connection.ts';
export { type Outcome, RouteError, type RouteFailure, type Stage } from './outcome.ts';
export { isDoorClosed, isSenderRefused, said } from './refusals.ts';
export { DEFAULT_TIMEOUTS, type Login, parseSmtpUrl, type Route, type Timeouts } from './route.ts';
export { smtpTransport } from './smtp-transport.ts';
export type { Connection, Envelope, Protection, Transport } from './transport.ts';
