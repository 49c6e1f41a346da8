/** Logging in with a login elsewhere, over HTTP. Browser-safe. */
export * from './domains/contract.ts';
export * from './enter/contract.ts';
export * from './own/contract.ts';
export * from './set-up/contract.ts';
