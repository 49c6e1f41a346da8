import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';

/** How mail leaves this install, without its secrets. */
const mailRoute = z.object({
  mode: z.enum(['sandbox', 'smtp']),
  host: z.string(),
  port: z.number().int(),
  /** `tls` from the first octet, `starttls` when the server offers it or it is required, `none`. */
  encryption: z.enum(['tls', 'starttls', 'none']),
  /** Whether the server is given a user name and password. */
  logsIn: z.boolean(),
  /** How to connect a mail server, or another one: one step each. */
  howToConnect: z.array(z.string()),
});
export type MailRoute = z.output<typeof mailRoute>;

export const getMailRoute = route({
  method: 'GET',
  path: '/api/delivery/route',
  summary: 'How mail leaves this install, and how to connect a mail server.',
  permission: 'account:read',
  response: mailRoute,
});

export const checkStep = z.object({
  step: z.enum(['address', 'connect', 'encryption', 'login', 'sender']),
  ok: z.boolean(),
  text: z.string(),
});

export const checkMailRoute = route({
  method: 'POST',
  path: '/api/delivery/check',
  summary: 'Try the mail server step by step without sending anything. The operator may try another one.',
  act: { name: 'delivery.check', did: 'tried the mail server' },
  permission: 'account:manage',
  repeats: 'calculates',
  rate: 'heavy',
  body: z.strictObject({
    /** A server to try instead of the one in use, as in SMTP_URL. */
    smtpUrl: z.string().max(2000).optional(),
    /** Ask whether the server takes mail from this address; the account's usual sender when left out. */
    from: z.string().trim().max(254).optional(),
  }),
  response: z.object({ ok: z.boolean(), steps: z.array(checkStep) }),
});
