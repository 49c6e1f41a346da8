export { type Fetched, type GuardedOptions, guardedGet } from './guarded-get.ts';
export { isPublicAddress } from './public-address.ts';
