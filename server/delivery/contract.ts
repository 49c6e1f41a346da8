/** Everything delivery answers over HTTP. Browser-safe. */
export * from './alerts/contract.ts';
export * from './dkim/contract.ts';
export * from './pace/contract.ts';
export * from './sandbox/contract.ts';
export * from './sends/contract.ts';
export * from './servers/contract.ts';
export * from './smtp/contract.ts';
export * from './system-mail/contract.ts';
export * from './ways/contract.ts';
