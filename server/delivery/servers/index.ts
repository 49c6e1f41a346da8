export { createWays, type ServerWays, type WaysOptions } from './create-ways.ts';
export { mailModeOf } from './mail-mode.ts';
export { type SendingServerDeps, sendingServerRoutes } from './routes.ts';
