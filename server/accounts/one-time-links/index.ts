export { codeHash, type InvitationCode, invitationHash } from './invitation-code.ts';
export {
  endLinks,
  findOpenLink,
  type LinkPurpose,
  makeLink,
  type OneTimeLink,
  readLink,
  renewLink,
  useLink,
} from './one-time-links.ts';
