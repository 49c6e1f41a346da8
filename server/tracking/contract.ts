/** The links in mails, as routes. They need no login and set no cookies; what a token says is all the proof there is. */
import { z } from 'zod';
import { route } from '../platform/http/contract.ts';

const params = z.object({ token: z.string() });

export const pixel = route({
  method: 'GET',
  path: '/o/:token',
  summary: 'The pixel that shows a mail was opened. Always answers with the image.',
  permission: 'public',
  rate: 'mail',
  params,
  produces: 'image/gif',
});

export const trackedLink = route({
  method: 'GET',
  path: '/c/:token',
  summary: 'Count a click and redirect (302) to the destination signed into the link.',
  permission: 'public',
  rate: 'mail',
  params,
  produces: 'text/html',
});

export const unsubscribePage = route({
  method: 'GET',
  path: '/u/:token',
  summary: 'A page with a button to unsubscribe. Looking at it changes nothing.',
  permission: 'public',
  rate: 'mail',
  params,
  produces: 'text/html',
});

export const unsubscribe = route({
  method: 'POST',
  path: '/u/:token',
  summary:
    'Unsubscribe: in one click (RFC 8058, List-Unsubscribe=One-Click) or from the page (choice=all, lists, stay).',
  act: null,
  permission: 'public',
  rate: 'mail',
  params,
  consumes: 'application/x-www-form-urlencoded',
  produces: 'text/html',
});

export const webVersion = route({
  method: 'GET',
  path: '/w/:token',
  summary: 'The mail as a page.',
  permission: 'public',
  rate: 'mail',
  params,
  produces: 'text/html',
});
