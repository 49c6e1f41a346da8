/** Everything accounts answer over HTTP. Browser-safe. */
export * from './access/contract.ts';
export * from './activity/contract.ts';
export * from './api-keys/contract.ts';
export * from './closing/contract.ts';
export * from './operator/contract.ts';
export * from './policies/contract.ts';
export * from './profile/contract.ts';
export * from './providers/contract.ts';
export * from './registration/contract.ts';
export * from './second-factors/contract.ts';
export * from './settings/contract.ts';
export * from './sign-in/address-change/contract.ts';
export * from './sign-in/contract.ts';
export * from './sign-in/own-sessions/contract.ts';
export * from './sign-in/passwords/contract.ts';
export * from './staff/contract.ts';
export * from './team/contract.ts';
