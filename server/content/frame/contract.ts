import { route } from '../../platform/http/contract.ts';

/** What a page of ours says to the frame, once that has said `ready`. */
export type FrameMessage = { html: string; areLinksLive: boolean };

export const mailFrame = route({
  method: 'GET',
  path: '/mail-frame',
  summary:
    'An empty page that shows the mail which the page around it hands over. It has no origin of its own to misuse.',
  permission: 'public',
  produces: 'text/html',
});
