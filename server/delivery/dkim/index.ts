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
export { signMessage } from './sign-message.ts';
export { openKeys, readSealedKeys, sealPrivateKey } from './signing-keys.ts';
