export { addressesFrom } from './addresses-of.ts';
export { type Fetched, guardedGet } from './guarded-get.ts';
export {
  type Answered,
  type Asked,
  type GuardedOptions,
  guardedRequest,
  OutsideError,
} from './guarded-request.ts';
export {
  type Answer,
  createNameServers,
  type MailExchanger,
  type NameServers,
} from './name-servers.ts';
export { isPublicAddress } from './public-address.ts';
