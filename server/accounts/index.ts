export { createAuthorise } from './authorise.ts';
export { createAccount, type NewAccount } from './create-account.ts';
export { isOperator } from './is-operator.ts';
export { createRateLimit } from './rate-limit.ts';
export { type AccountsDeps, accountsRoutes } from './routes.ts';
export { may, type Scope } from './scope.ts';
export { openSession } from './sessions.ts';
