import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Scope } from '#server/accounts/index.ts';
import type { PurposeKeys } from '#server/platform/crypto/index.ts';
import type { Database } from '#server/platform/database/index.ts';
import { formFields, type Registrar } from '#server/platform/http/index.ts';
import { clickedEvent, openedEvent } from './capture/captured-event.ts';
import { readVisitor } from './capture/visitor.ts';
import * as contract from './contract.ts';
import { answerChoice, readChoice } from './leave.ts';
import { policy } from './pages/layout.ts';
import * as pages from './pages/pages.ts';
import type { Recorder } from './recorder.ts';
import { createSenderName } from './sender-name.ts';
import { createTokenReader, locationOf, type MessageRef } from './tokens/index.ts';

export interface WebVersionDeps {
  database: Database;
  /** KeyRing.links */
  keys: PurposeKeys;
  /** Whether those who run the install have stopped the links of an account. */
  areLinksStopped: (accountId: string) => boolean;
  /** The HTML of a message as it was sent, without the pixel; undefined when it is gone. */
  renderWebVersion: (ref: MessageRef) => Promise<string | undefined>;
}

export interface TrackingDeps extends WebVersionDeps {
  recorder: Recorder;
  /** Address of the origin that shows mail; empty where there is none apart. */
  contentAddressFor?: (request: FastifyRequest) => string;
}

/** The links in mails. None of them sets a cookie, and a GET or HEAD never changes anybody's subscription. */
export function trackingRoutes(on: Registrar<Scope>, deps: TrackingDeps): void {
  const { recorder } = deps;
  const tokens = createTokenReader(deps.keys);
  const senderName = createSenderName(deps.database);

  on.on(contract.pixel, async ({ params, request, reply }) => {
    const ref = tokens.read('open', params.token);
    if (ref && !ref.test && request.method === 'GET') recorder.record(openedEvent(ref, readVisitor(request)));
    return sendPixel(reply);
  });

  on.on(contract.trackedLink, async ({ params, request, reply }) => {
    const click = tokens.readClick(params.token);
    const location = click && locationOf(click.url);
    if (!click || location === undefined) return sendPage(reply, 404, pages.brokenLinkPage());
    const { ref, url, index } = click;
    if (deps.areLinksStopped(ref.accountId)) return sendPage(reply, 410, pages.stoppedLinkPage());
    if (!ref.test && request.method === 'GET') {
      recorder.record(clickedEvent(ref, url, index, readVisitor(request)));
    }
    return hidden(reply).status(302).header('location', location).send();
  });

  on.on(contract.unsubscribePage, async ({ params, reply }) => {
    const ref = tokens.read('unsubscribe', params.token);
    if (!ref) return sendPage(reply, 404, pages.brokenLinkPage());
    return sendPage(reply, 200, pages.leavePage(await senderName(ref.accountId)));
  });

  on.on(contract.unsubscribe, async ({ params, request, reply }) => {
    const ref = tokens.read('unsubscribe', params.token);
    if (!ref) return sendPage(reply, 404, pages.brokenLinkPage());
    const choice = readChoice(await formFields(request));
    const { status, page } = await answerChoice(choice, ref, readVisitor(request), recorder, senderName);
    if (status === 503) reply.header('retry-after', '60');
    return sendPage(reply, status, page);
  });

  webVersionRoutes(on, deps, deps.contentAddressFor);
}

/** @param elsewhere address of the origin that shows mail apart; there these routes are without one */
export function webVersionRoutes(
  on: Registrar<Scope>,
  deps: WebVersionDeps,
  elsewhere: (request: FastifyRequest) => string = () => '',
): void {
  const tokens = createTokenReader(deps.keys);
  const senderName = createSenderName(deps.database);
  on.on(contract.webVersion, async ({ params, request, reply }) => {
    const ref = tokens.read('webVersion', params.token);
    if (!ref) return sendPage(reply, 404, pages.brokenLinkPage());
    if (deps.areLinksStopped(ref.accountId)) return sendPage(reply, 410, pages.stoppedLinkPage());
    const address = elsewhere(request);
    if (address !== '') return hidden(reply).redirect(`${address}/w/${params.token}`);
    const html = await deps.renderWebVersion(ref);
    if (html === undefined) {
      return sendPage(reply, 404, pages.goneWebVersionPage(await senderName(ref.accountId)));
    }
    return hidden(reply)
      .header('content-security-policy', webVersionPolicy)
      .type('text/html; charset=utf-8')
      .send(html);
  });
}

/**
 * A mail is written by somebody else: it may show pictures and be styled, and its links may be followed. The sandbox
 * gives it an origin of its own, without scripts and forms.
 */
const webVersionPolicy = [
  'sandbox allow-popups allow-popups-to-escape-sandbox',
  "default-src 'none'",
  'img-src https: http: data:',
  "style-src 'unsafe-inline' https: http:",
  'font-src https: http: data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A transparent GIF of one pixel, 43 bytes. */
const gif = Buffer.from('R0lGODlhAQABAIAAAP///wAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');

function sendPixel(reply: FastifyReply): FastifyReply {
  return hidden(reply)
    .header('cache-control', 'no-store, no-cache, must-revalidate, private, max-age=0')
    .header('cross-origin-resource-policy', 'cross-origin')
    .type('image/gif')
    .send(gif);
}

function sendPage(reply: FastifyReply, status: number, page: string): FastifyReply {
  return hidden(reply)
    .status(status)
    .header('content-security-policy', policy)
    .type('text/html; charset=utf-8')
    .send(page);
}

/** The address is a secret between sender and reader: kept out of caches, search engines and referrers. */
function hidden(reply: FastifyReply): FastifyReply {
  return reply
    .header('cache-control', 'no-store')
    .header('x-robots-tag', 'noindex, nofollow')
    .header('referrer-policy', 'no-referrer');
}
