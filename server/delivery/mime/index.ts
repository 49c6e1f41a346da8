export { AddressError, addressDomain, needsSmtpUtf8, serialiseAddress, toAsciiDomain } from './address.ts';
export { composeMessage, type Recipient } from './compose-message.ts';
export { HeaderError } from './header-error.ts';
export type { Mailbox } from './mailbox.ts';
export { messageId } from './message-id.ts';
export { type MessageFrame, type PreparedMessage, prepareMessage } from './prepare-message.ts';
