import { render } from '#server/content/index.ts';
import type { LinkMaker, MessageRef } from '#server/tracking/index.ts';
import { signMessage } from '../dkim/index.ts';
import { composeMessage } from '../mime/index.ts';
import type { LoadedSend } from './load-send.ts';

/** Who a message is for. `contactId` is absent in test messages to addresses that are no contact. */
export type Addressee = {
  position: number;
  email: string;
  fields: Record<string, unknown>;
  contactId?: string | undefined;
  isTest?: boolean;
};

/**
 * One person's message, finished and signed. Campaigns, previews, tests and web versions share the renderer, so this
 * is what was previewed.
 *
 * @throws with a sentence for people when this one message cannot be made; others may be fine
 */
export async function buildMessage(
  send: LoadedSend,
  to: Addressee,
  links: LinkMaker,
  now = new Date(),
): Promise<Buffer> {
  const { snapshot } = send;
  const ref: MessageRef = {
    accountId: send.accountId,
    sendId: send.sendId,
    position: to.position,
    contactId: to.contactId,
    ...(to.isTest && { test: true }),
  };
  const unsubscribeUrl = links.unsubscribeUrl(ref);
  const rendered = render(
    send.content,
    {
      contact: { ...to.fields, email: to.email },
      account: { name: snapshot.account.name, postal_address: snapshot.account.postalAddress },
      campaign: { name: snapshot.campaign.name, subject: snapshot.campaign.subject },
      unsubscribe_url: unsubscribeUrl,
      web_version_url: links.webVersionUrl(ref),
    },
    {
      ...(snapshot.trackClicks && {
        track: (url: string, index: number) => links.trackedLink(ref, url, index),
      }),
      ...(snapshot.trackOpens && { pixelUrl: links.pixelUrl(ref) }),
    },
    now,
  );
  const message = composeMessage(send.frame, {
    position: to.position,
    fromName: rendered.fromName || snapshot.fromName,
    to: { address: to.email },
    subject: to.isTest ? `[Test] ${rendered.subject}` : rendered.subject,
    html: rendered.html,
    text: rendered.text,
    unsubscribeUrl,
    date: now,
  });
  return send.keys.length > 0 ? await signMessage(message, send.keys, now) : message;
}
