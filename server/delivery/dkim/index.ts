export {
  type DkimKey,
  DkimKeyError,
  type DkimRecord,
  dkimRecord,
  generateDkimKey,
  isSelector,
  loadDkimKey,
} from './dkim-key.ts';
export { signMessage } from './sign-message.ts';
