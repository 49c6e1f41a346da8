import type { PurposeKeys } from '#server/platform/crypto/index.ts';
import type { MessageRef } from './message-ref.ts';
import { decodePayload, keyIdIn, type Purpose } from './payload.ts';
import { type LinkKey, linkKey, openToken } from './signature.ts';

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

/**
 * Reads what any of the keys signed, at the cost of one: a token names its key, by a byte that two of them rarely share.
 * @param keys KeyRing.links
 */
export function createTokenReader(keys: PurposeKeys): TokenReader {
  const known = keysById(keys);
  const decode = (purpose: Purpose, token: string) => {
    const opened = openToken((payload) => known().get(keyIdIn(payload)) ?? [], token);
    return opened && decodePayload(purpose, opened.key.id, opened.payload);
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

/** Made ready anew when a key was added or replaced. */
function keysById(keys: PurposeKeys): () => ReadonlyMap<number | undefined, readonly LinkKey[]> {
  let from: readonly Buffer[] = [];
  let byId = new Map<number, LinkKey[]>();
  return () => {
    if (from !== keys.all) {
      from = keys.all;
      byId = Map.groupBy(from.map(linkKey), ({ id }) => id);
    }
    return byId;
  };
}
