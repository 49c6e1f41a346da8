import { serialiseAddress } from './address.ts';
import { encodeWords } from './encoded-words.ts';
import { assertHeaderValue } from './header-error.ts';

/** A person or sender as shown in a header: `name` may be any text, `address` is validated when written. */
export type Mailbox = { address: string; name?: string };

/**
 * The tokens of `Display Name <address>` for a From, To or Reply-To header (RFC 5322 §3.4): plain words as they
 * are, ASCII with specials as a quoted string, everything else as encoded words.
 */
export function mailboxTokens(field: string, mailbox: Mailbox): string[] {
  const name = mailbox.name?.trim() ?? '';
  assertHeaderValue(field, name);
  const address = serialiseAddress(mailbox.address);
  return name === '' ? [address] : [...phraseTokens(field, name), `<${address}>`];
}

/** A display phrase as header tokens; see {@link mailboxTokens}. */
export function phraseTokens(field: string, phrase: string): string[] {
  const plain = !phrase.includes('=?') && phrase.length <= 60 && !/ {2}/.test(phrase);
  if (plain && /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+$/.test(phrase)) return phrase.split(' ');
  if (plain && /^[\x20-\x7e]+$/.test(phrase)) return [`"${phrase.replace(/["\\]/g, '\\$&')}"`];
  return encodeWords(phrase, field.length + 2);
}
