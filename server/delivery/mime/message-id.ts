import { toAsciiDomain } from './address.ts';
import { HeaderError } from './header-error.ts';

/**
 * The Message-ID of a message, with angle brackets. It depends on nothing but the send, the position within it and
 * the sending domain, so every attempt at one message carries the same one and a receiver can tell a repeat.
 */
export function messageId(sendId: string, position: number, sendingDomain: string): string {
  const domain = toAsciiDomain(sendingDomain);
  if (domain === undefined || !/^[A-Za-z0-9_-]+$/.test(sendId)) {
    throw new HeaderError('Message-ID', `No Message-ID can be made from “${sendId}” and “${sendingDomain}”.`);
  }
  return `<${sendId}.${position}@${domain}>`;
}
