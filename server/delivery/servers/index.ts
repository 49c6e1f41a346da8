export { createWays, type ServerWays, type WaysOptions } from './create-ways.ts';
export { type SendingServerDeps, sendingServerRoutes } from './routes.ts';
