export {
  type DkimKey,
  DkimKeyError,
  type DkimRecord,
  dkimRecord,
  generateDkimKey,
  isSelector,
  loadDkimKey,
  publicKeyOf,
} from './dkim-key.ts';
export { type MessageUnderway, signatureRoom, signMessage } from './sign-message.ts';
export { openKeys, readSealedKeys, sealPrivateKey } from './signing-keys.ts';
