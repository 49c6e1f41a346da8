import type { PurposeKeys } from '#server/platform/crypto/index.ts';
import { whyNotTracked } from './destination.ts';
import type { MessageRef } from './message-ref.ts';
import { longestPayload, type Purpose, payloadHead, writeHead } from './payload.ts';
import { linkKey, TokenDesk } from './signature.ts';

/** The links of one message. A link asked for twice is signed once. */
export interface MessageLinks {
  /**
   * The link to put in place of `url`; `index` is the link's number within the mail (0 to 65,535). What cannot be
   * tracked comes back unchanged: ask `whyNotTracked(url)` to tell people.
   */
  tracked(url: string, index: number): string;
  /** Address of the pixel that shows the mail was opened. */
  pixelUrl(): string;
  /**
   * For the visible link and for `List-Unsubscribe` (RFC 8058): GET shows a page, POST acts. Give `contactId` in the
   * reference whenever there is one, so that the link outlives the campaign.
   */
  unsubscribeUrl(): string;
  /** The mail as a page. */
  webVersionUrl(): string;
}

/** Makes the links of messages. Every link is about a microsecond of CPU and nothing else. */
export interface LinkMaker {
  forMessage(ref: MessageRef): MessageLinks;
}

/**
 * @param baseUrl public address of this install without a slash at the end
 * @param keys KeyRing.links
 */
export function createLinkMaker({ baseUrl, keys }: { baseUrl: string; keys: PurposeKeys }): LinkMaker {
  const deskNow = deskOf(keys);
  const destinationOf = rememberDestinations();

  return {
    forMessage(ref) {
      const desk = deskNow();
      const head = payloadHead(desk.keyId, ref);
      const made: ({ url: string; link: string } | undefined)[] = [];
      const token = (purpose: Purpose) =>
        desk.sign(writeHead(desk.bytes, desk.start, purpose, head, purpose === 'unsubscribe'));
      return {
        tracked(url, index) {
          const known = made[index];
          if (known?.url === url) return known.link;
          const destination = destinationOf(url);
          if (destination === undefined) return url;
          const at = writeHead(desk.bytes, desk.start, 'click', head, false);
          desk.bytes.writeUInt16BE(index, at);
          destination.copy(desk.bytes, at + 2);
          const link = `${baseUrl}/c/${desk.sign(at + 2 + destination.length)}`;
          made[index] = { url, link };
          return link;
        },
        pixelUrl: () => `${baseUrl}/o/${token('open')}`,
        unsubscribeUrl: () => `${baseUrl}/u/${token('unsubscribe')}`,
        webVersionUrl: () => `${baseUrl}/w/${token('webVersion')}`,
      };
    },
  };
}

/** The desk of the key that signs now. */
function deskOf(keys: PurposeKeys): () => TokenDesk {
  let key: Buffer | undefined;
  let desk: TokenDesk | undefined;
  return () => {
    if (desk && key === keys.current) return desk;
    key = keys.current;
    desk = new TokenDesk(linkKey(key), longestPayload);
    return desk;
  };
}

/** How many destinations are kept: those of the campaigns being sent. Personalised ones come and go. */
const REMEMBERED = 1_000;

/** The octets of a destination, or undefined when it cannot be tracked: judged once, not for every recipient. */
function rememberDestinations(): (url: string) => Buffer | undefined {
  const known = new Map<string, Buffer | undefined>();
  return (url) => {
    const octets = known.get(url);
    if (octets !== undefined || known.has(url)) return octets;
    if (known.size >= REMEMBERED) known.clear();
    const fresh = whyNotTracked(url) === undefined ? Buffer.from(url) : undefined;
    known.set(url, fresh);
    return fresh;
  };
}
