import type { MessageRef } from './message-ref.ts';
import { decodePayload, type Purpose } from './payload.ts';
import { linkKey, openToken } from './signature.ts';

/** What a click token says: the destination travels in it, so the redirect needs no database. */
export interface ClickToken {
  ref: MessageRef;
  index: number;
  url: string;
}

/** Reads tokens this install signed. Anything forged, altered, cut short or meant for another purpose is undefined. */
export interface TokenReader {
  read(purpose: Exclude<Purpose, 'click'>, token: string): MessageRef | undefined;
  readClick(token: string): ClickToken | undefined;
}

/** @param key InstallKeys.links */
export function createTokenReader(key: Buffer): TokenReader {
  const signer = linkKey(key);
  const decode = (purpose: Purpose, token: string) => {
    const payload = openToken(signer, token);
    return payload && decodePayload(purpose, signer.id, payload);
  };
  return {
    read: (purpose, token) => decode(purpose, token)?.ref,
    readClick(token) {
      const decoded = decode('click', token);
      if (!decoded || decoded.rest.length < 2) return undefined;
      return { ref: decoded.ref, index: decoded.rest.readUInt16BE(0), url: decoded.rest.toString('utf8', 2) };
    },
  };
}
