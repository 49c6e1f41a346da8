/** Everything the audience answers over HTTP. Browser-safe. */
export * from './contacts/contract.ts';
export * from './fields/contract.ts';
export * from './imports/contract.ts';
export * from './lists/contract.ts';
