export { sandboxRoute } from './sandbox-route.ts';
export { type Sandbox, startSandbox } from './start-sandbox.ts';
