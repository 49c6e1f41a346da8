import { z } from 'zod';
import { id, instant, line, route } from '../../platform/http/contract.ts';

const words = { subject: z.string(), text: z.string() };

const templateSummary = z.object({
  /** Names the kind of mail, `reset-password` for instance. */
  kind: z.string(),
  title: z.string(),
  /** When it goes out. */
  when: z.string(),
  subject: z.string(),
  /** When the operator changed the words; null for the original ones. */
  changedAt: instant.nullable(),
});

const template = templateSummary.extend({
  text: z.string(),
  original: z.object(words),
  /** What can be printed, and what the preview shows for it. */
  fields: z.array(z.object({ name: z.string(), about: z.string(), sample: z.string() })),
});
export type SystemMailTemplate = z.output<typeof template>;

const kindParams = z.object({ kind: z.string().max(60) });
const typedWords = z.strictObject({
  subject: line(200).min(1, 'Give it a subject.'),
  text: z.string().trim().min(1, 'Write what the mail is to say.').max(20_000, 'At most 20,000 characters.'),
});

export const listSystemMailTemplates = route({
  method: 'GET',
  path: '/api/operator/system-mail-templates',
  summary: 'The mails that this install writes to people about their accounts. For the operator.',
  permission: 'operator:read',
  credentials: ['session'],
  response: z.object({
    items: z.array(templateSummary),
    /** Who they come from. */
    from: z.object({ name: z.string(), address: z.string() }),
  }),
});

export const getSystemMailTemplate = route({
  method: 'GET',
  path: '/api/operator/system-mail-templates/:kind',
  summary:
    'One mail of the install: its words, the original ones, and what can be printed. For the operator.',
  permission: 'operator:read',
  credentials: ['session'],
  params: kindParams,
  response: template,
});

export const changeSystemMailTemplate = route({
  method: 'PUT',
  path: '/api/operator/system-mail-templates/:kind',
  summary: 'Change the words of a mail of the install. For the operator.',
  act: { name: 'system-mail.change', did: 'changed the system mail', about: 'kind', called: 'title' },
  permission: 'operator:manage',
  stepUp: true,
  credentials: ['session'],
  params: kindParams,
  body: typedWords.extend({
    /** When the words that were changed had been saved; null for the original ones. Whoever was quicker is not overwritten. */
    changedAt: instant.nullable(),
  }),
  response: template,
});

export const resetSystemMailTemplate = route({
  method: 'DELETE',
  path: '/api/operator/system-mail-templates/:kind',
  summary: 'Go back to the original words of a mail of the install. For the operator.',
  act: {
    name: 'system-mail.reset',
    did: 'went back to the original words of the system mail',
    about: 'kind',
    called: 'title',
  },
  permission: 'operator:manage',
  credentials: ['session'],
  params: kindParams,
  response: template,
});

export const previewSystemMail = route({
  method: 'POST',
  path: '/api/operator/system-mail-templates/:kind/preview',
  summary: 'A mail of the install with these words, filled with samples. Nothing is stored or sent.',
  act: null,
  permission: 'operator:manage',
  credentials: ['session'],
  repeats: 'calculates',
  params: kindParams,
  body: z.strictObject({ subject: z.string().max(1_000), text: z.string().max(20_000) }),
  response: z.object({
    ...words,
    html: z.string(),
    /** What is wrong with the words; then the rest is empty. */
    faults: z.object({ subject: z.string().optional(), text: z.string().optional() }),
  }),
});

export const testSystemMail = route({
  method: 'POST',
  path: '/api/operator/system-mail-templates/:kind/test',
  summary: 'Send a mail of the install with these words, filled with samples, to yourself. For the operator.',
  act: { name: 'system-mail.test', did: 'sent themselves the system mail', about: 'kind' },
  permission: 'operator:manage',
  credentials: ['session'],
  repeats: 'reserved',
  rate: 'heavy',
  params: kindParams,
  body: typedWords,
  response: z.object({
    email: z.string(),
    accepted: z.boolean(),
    /** The mail server's answer, or why there is none. */
    text: z.string(),
  }),
});

/** `given_up`: no mail server took it within two days. */
const systemMailState = z.enum(['queued', 'sent', 'failed', 'given_up']);
export type SystemMailState = z.output<typeof systemMailState>;

export const listSystemMails = route({
  method: 'GET',
  path: '/api/operator/system-mails',
  summary:
    'The newest mails of the install and what became of them; what they said is not kept. For the operator.',
  permission: 'operator:read',
  credentials: ['session'],
  query: z.object({
    /** Part of the recipient’s address. */
    search: z.string().trim().max(200).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  response: z.object({
    items: z.array(
      z.object({
        id,
        kind: z.string(),
        title: z.string(),
        to: z.string(),
        state: systemMailState,
        tries: z.int(),
        /** The mail server’s last answer, or why none could be asked. */
        reply: z.string(),
        createdAt: instant,
        finishedAt: instant.nullable(),
      }),
    ),
  }),
});
