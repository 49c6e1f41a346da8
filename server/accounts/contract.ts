/** What accounts answer over HTTP, and what everybody may ask of whom. Browser-safe. */
export * from './access/contract.ts';
export * from './api-keys/contract.ts';
export * from './inputs/contract.ts';
export * from './plans/contract.ts';
export * from './profile/contract.ts';
export * from './settings/contract.ts';
export * from './standing/contract.ts';
