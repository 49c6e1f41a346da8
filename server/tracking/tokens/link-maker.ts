import { whyNotTracked } from './destination.ts';
import type { MessageRef } from './message-ref.ts';
import { encodePayload, type Purpose } from './payload.ts';
import { linkKey, signPayload } from './signature.ts';

/** Makes the links of a message. Every call is a few microseconds of CPU and nothing else. */
export interface LinkMaker {
  /**
   * The link to put in place of `url`; `index` is the link's number within the mail (0 to 65,535). What cannot be
   * tracked comes back unchanged: ask `whyNotTracked(url)` to tell people.
   */
  trackedLink(ref: MessageRef, url: string, index: number): string;
  /** Address of the pixel that shows the mail was opened. */
  pixelUrl(ref: MessageRef): string;
  /**
   * For the visible link and for `List-Unsubscribe` (RFC 8058): GET shows a page, POST acts. Give `contactId` in the
   * reference whenever there is one, so that the link outlives the campaign.
   */
  unsubscribeUrl(ref: MessageRef): string;
  /** The mail as a page. */
  webVersionUrl(ref: MessageRef): string;
}

/**
 * @param baseUrl public address of this install without a slash at the end
 * @param key InstallKeys.links
 */
export function createLinkMaker({ baseUrl, key }: { baseUrl: string; key: Buffer }): LinkMaker {
  const signer = linkKey(key);
  const token = (purpose: Purpose, ref: MessageRef, rest: Buffer = nothing) =>
    signPayload(signer, encodePayload(purpose, signer.id, ref, rest));
  const short = (ref: MessageRef) => (ref.contactId === undefined ? ref : { ...ref, contactId: undefined });
  return {
    trackedLink(ref, url, index) {
      if (whyNotTracked(url) !== undefined) return url;
      return `${baseUrl}/c/${token('click', short(ref), clickRest(url, index))}`;
    },
    pixelUrl: (ref) => `${baseUrl}/o/${token('open', short(ref))}`,
    unsubscribeUrl: (ref) => `${baseUrl}/u/${token('unsubscribe', ref)}`,
    webVersionUrl: (ref) => `${baseUrl}/w/${token('webVersion', short(ref))}`,
  };
}

const nothing = Buffer.alloc(0);

function clickRest(url: string, index: number): Buffer {
  const rest = Buffer.allocUnsafe(2 + Buffer.byteLength(url));
  rest.writeUInt16BE(index, 0);
  rest.write(url, 2);
  return rest;
}
