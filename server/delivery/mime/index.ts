export { AddressError, addressDomain, needsSmtpUtf8, serialiseAddress, toAsciiDomain } from './address.ts';
export type { Text } from './body-desk.ts';
export { BodyDesk } from './body-desk.ts';
export { type ComposedMessage, composeMessage, type Recipient } from './compose-message.ts';
export { HeaderError } from './header-error.ts';
export type { HeaderField } from './header-line.ts';
export type { Mailbox } from './mailbox.ts';
export { SYSTEM_MAIL_POSITION } from './message-id.ts';
export { type MessageFrame, type PreparedMessage, prepareMessage } from './prepare-message.ts';
