import { toAsciiDomain } from './address.ts';
import { HeaderError } from './header-error.ts';

/** Messages of a send count from 1: this is in the Message-ID of the install’s own mail alone. */
export const SYSTEM_MAIL_POSITION = 0;

/**
 * The Message-IDs of a send by position, with angle brackets. One depends on nothing but the send, the position within
 * it and the sending domain, so every attempt at a message carries the same one and a receiver can tell a repeat.
 */
export function messageIds(sendId: string, sendingDomain: string): (position: number) => string {
  const domain = toAsciiDomain(sendingDomain);
  if (domain === undefined || !/^[A-Za-z0-9_-]+$/.test(sendId)) {
    throw new HeaderError('Message-ID', `No Message-ID can be made from “${sendId}” and “${sendingDomain}”.`);
  }
  return (position) => `<${sendId}.${position}@${domain}>`;
}
