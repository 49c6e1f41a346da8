import { z } from 'zod';
import { id, idParams, instant, okResponse, page, pageQuery, route } from '../../platform/http/contract.ts';

const summary = {
  id,
  receivedAt: instant,
  from: z.string(),
  to: z.string(),
  subject: z.string(),
  messageId: z.string(),
  /** In bytes. */
  size: z.number().int(),
};
const sandboxMessageSummary = z.object(summary);
export type SandboxMessageSummary = z.output<typeof sandboxMessageSummary>;

/** Whole mails, with the people they are to: a key that reads campaigns alone is not told who these are. */
const readsMail = { permission: 'campaigns:read', besides: 'audience:read' } as const;

export const listSandboxMessages = route({
  method: 'GET',
  path: '/api/sandbox/messages',
  summary: 'Mail the sandbox kept, newest first.',
  ...readsMail,
  query: pageQuery.extend({
    /** Part of a recipient or subject. */
    search: z.string().trim().max(200).optional(),
  }),
  response: page(sandboxMessageSummary).extend({
    /** How many messages are kept at most, and how many older ones were dropped for that so far. */
    keep: z.number().int(),
    dropped: z.number().int(),
  }),
});

const sandboxMessage = z.object({
  ...summary,
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  text: z.string(),
  /** Written by others, as it came; show it in a frame of another origin alone. Empty when the message has no HTML part. */
  html: z.string(),
  attachments: z.array(z.object({ name: z.string(), type: z.string(), size: z.number().int() })),
});
export type SandboxMessage = z.output<typeof sandboxMessage>;

export const getSandboxMessage = route({
  method: 'GET',
  path: '/api/sandbox/messages/:id',
  summary: 'One kept message, taken apart.',
  ...readsMail,
  params: idParams,
  response: sandboxMessage,
});

export const getSandboxSource = route({
  method: 'GET',
  path: '/api/sandbox/messages/:id/source',
  summary: 'A kept message as it came over the wire.',
  ...readsMail,
  params: idParams,
  produces: 'text/plain',
});

export const clearSandbox = route({
  method: 'DELETE',
  path: '/api/sandbox/messages',
  summary: 'Delete all mail the sandbox kept.',
  act: { name: 'sandbox.empty', did: 'emptied the sandbox' },
  permission: 'campaigns:write',
  response: okResponse,
});
