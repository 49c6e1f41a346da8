export { codeHash, type InvitationCode, invitationHash } from './invitation-code.ts';
export {
  endLinks,
  type LinkPurpose,
  makeLink,
  type OneTimeLink,
  readLink,
  useLink,
} from './one-time-links.ts';
