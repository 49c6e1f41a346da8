import { z } from 'zod';
import { id, instant, route } from '../../platform/http/contract.ts';
import { reason } from '../ways/contract.ts';

const queuedSend = z.object({
  sendId: id,
  campaignId: id,
  name: z.string(),
  state: z.enum(['planning', 'sending', 'paused']),
  stream: z.enum(['marketing', 'transactional']),
  planned: z.number().int(),
  /** Not tried yet. */
  waitingToStart: z.number().int(),
  /** Handed to a connection whose answer has not come yet. */
  inFlight: z.number().int(),
  /** Refused for now and tried again later; `nextAt` is when the first of them is due. */
  deferred: z.object({
    count: z.number().int(),
    nextAt: instant.nullable(),
    /** The mail servers' words, commonest first. */
    reasons: z.array(z.object({ reason: z.string(), count: z.number().int() })),
  }),
  /** Held back as a whole, by a limit, a mail server in trouble or one that asked to slow down. Part of the counts above. */
  held: z.array(reason.extend({ count: z.number().int(), nextAt: instant.nullable() })),
  /** Why nothing of it moves. */
  waiting: reason.nullable(),
});
export type QueuedSend = z.output<typeof queuedSend>;

export const getQueue = route({
  method: 'GET',
  path: '/api/delivery/queue',
  summary: 'What waits to be sent, and why: every send that is not over, oldest first.',
  permission: 'campaigns:read',
  response: z.object({ items: z.array(queuedSend) }),
});
