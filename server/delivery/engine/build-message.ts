import {
  type RenderData,
  RenderError,
  type RenderedContent,
  type RenderLinks,
  render,
  renderPieces,
} from '#server/content/index.ts';
import type { LinkMaker, MessageLinks, MessageRef } from '#server/tracking/index.ts';
import { type MessageUnderway, signatureRoom, signMessage } from '../dkim/index.ts';
import { AddressError, type BodyDesk, composeMessage, HeaderError } from '../mime/index.ts';
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
  return await beginMessage(send, to, links, { now }).signed;
}

/**
 * As {@link buildMessage}: what it throws it throws at once, and its size is known at once; only the signatures, made
 * in other threads, come later. No line of it starts with a dot.
 *
 * @param made.desk where it is put together; nothing else may use that until the message has left
 */
export function beginMessage(
  send: LoadedSend,
  to: Addressee,
  links: LinkMaker,
  { now = new Date(), desk }: { now?: Date; desk?: BodyDesk } = {},
): MessageUnderway {
  const own = links.forMessage(messageRef(send, to));
  const unsubscribeUrl = own.unsubscribeUrl();
  const withPixel = send.snapshot.trackOpens;
  const rendered = renderPieces(
    send.content,
    ...renderInput(send, to, own, { withPixel, now, unsubscribeUrl }),
  );
  const isTest = to.testTo !== undefined;
  const message = composeMessage(
    send.frame,
    {
      position: to.position,
      fromName: rendered.fromName,
      to: { address: to.testTo ?? to.email },
      subject: isTest ? `[Test] ${rendered.subject}` : rendered.subject,
      html: rendered.html,
      text: rendered.text,
      unsubscribeUrl,
      date: now,
    },
    signatureRoom(send.keys),
    desk,
  );
  if (send.keys.length > 0) return signMessage(message, send.keys, now);
  return { size: message.octets.length, signed: Promise.resolve(message.octets) };
}

/** The content of a send for one person, with its links. */
export function renderFor(
  send: SendContent,
  to: Addressee,
  links: LinkMaker,
  { withPixel, now }: { withPixel: boolean; now: Date },
): RenderedContent {
  const own = links.forMessage(messageRef(send, to));
  const unsubscribeUrl = own.unsubscribeUrl();
  return render(send.content, ...renderInput(send, to, own, { withPixel, now, unsubscribeUrl }));
}

type SendContent = Pick<LoadedSend, 'accountId' | 'sendId' | 'content'> & { snapshot: SendSnapshot };

function renderInput(
  { snapshot }: SendContent,
  to: Addressee,
  links: MessageLinks,
  { withPixel, now, unsubscribeUrl }: { withPixel: boolean; now: Date; unsubscribeUrl: string },
): [RenderData, RenderLinks, Date] {
  const { account, campaign, trackClicks } = snapshot;
  return [
    {
      contact: { ...to.fields, email: to.email },
      account: { name: account.name, postal_address: account.postalAddress },
      campaign: { name: campaign.name, subject: campaign.subject },
      unsubscribe_url: unsubscribeUrl,
      web_version_url: links.webVersionUrl(),
    },
    { ...(trackClicks && { track: links.tracked }), ...(withPixel && { pixelUrl: links.pixelUrl() }) },
    now,
  ];
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
