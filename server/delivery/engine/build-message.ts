import { RenderError, type RenderedContent, render } from '#server/content/index.ts';
import type { LinkMaker, MessageRef } from '#server/tracking/index.ts';
import { signMessage } from '../dkim/index.ts';
import { AddressError, composeMessage, HeaderError } from '../mime/index.ts';
import type { SendSnapshot } from '../sends/snapshot.ts';
import type { LoadedSend } from './load-send.ts';

/** Who a message is for. `contactId` is absent in test messages filled in with made-up fields. */
export interface Addressee {
  position: number;
  /** As the content sees it. */
  email: string;
  fields: Record<string, unknown>;
  contactId?: string | undefined;
  /** Where a test goes instead of to `email`. */
  testTo?: string;
}

/**
 * One person's message, finished and signed. Campaigns, previews, tests and web versions share the renderer, so this
 * is what was previewed.
 *
 * @throws an error for which {@link isOfThisMessage} holds when this one message cannot be made; others may be fine
 */
export async function buildMessage(
  send: LoadedSend,
  to: Addressee,
  links: LinkMaker,
  now = new Date(),
): Promise<Buffer> {
  const { snapshot } = send;
  const ref = messageRef(send, to);
  const rendered = renderFor(send, to, links, { withPixel: snapshot.trackOpens, now });
  const isTest = to.testTo !== undefined;
  const message = composeMessage(send.frame, {
    position: to.position,
    fromName: rendered.fromName,
    to: { address: to.testTo ?? to.email },
    subject: isTest ? `[Test] ${rendered.subject}` : rendered.subject,
    html: rendered.html,
    text: rendered.text,
    unsubscribeUrl: links.unsubscribeUrl(ref),
    date: now,
  });
  return send.keys.length > 0 ? await signMessage(message, send.keys, now) : message;
}

/** The content of a send for one person, with its links. */
export function renderFor(
  send: Pick<LoadedSend, 'accountId' | 'sendId' | 'content'> & { snapshot: SendSnapshot },
  to: Addressee,
  links: LinkMaker,
  { withPixel, now }: { withPixel: boolean; now: Date },
): RenderedContent {
  const { account, campaign, trackClicks } = send.snapshot;
  const ref = messageRef(send, to);
  return render(
    send.content,
    {
      contact: { ...to.fields, email: to.email },
      account: { name: account.name, postal_address: account.postalAddress },
      campaign: { name: campaign.name, subject: campaign.subject },
      unsubscribe_url: links.unsubscribeUrl(ref),
      web_version_url: links.webVersionUrl(ref),
    },
    {
      ...(trackClicks && { track: (url: string, index: number) => links.trackedLink(ref, url, index) }),
      ...(withPixel && { pixelUrl: links.pixelUrl(ref) }),
    },
    now,
  );
}

/** Whether an error lies with one message and its text may be shown to people. */
export function isOfThisMessage(error: unknown): error is Error {
  return error instanceof RenderError || error instanceof HeaderError || error instanceof AddressError;
}

function messageRef(send: { accountId: string; sendId: string }, to: Addressee): MessageRef {
  const { accountId, sendId } = send;
  return {
    accountId,
    sendId,
    position: to.position,
    contactId: to.contactId,
    ...(to.testTo !== undefined && { test: true }),
  };
}
