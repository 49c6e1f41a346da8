export * from './engine/index.ts';
export { type Sandbox, sandboxRoute, startSandbox } from './sandbox/index.ts';
export * from './sends/index.ts';
export {
  checkConnection,
  type Outcome,
  parseSmtpUrl,
  type Route,
  smtpTransport,
  type Transport,
} from './smtp/index.ts';
