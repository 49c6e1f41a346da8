import { z } from 'zod';
import { id, idParams, instant, okResponse, route } from '../../platform/http/contract.ts';

/**
 * What alerts are about. `server_refused_login`: a sending server refused its user name or password and is paused.
 * `system_mail_given_up`: mail of the install itself does not get through; told to the operator's account.
 */
const alertKinds = ['server_refused_login', 'system_mail_given_up'] as const;
export type AlertKind = (typeof alertKinds)[number];

const alert = z.object({
  id,
  kind: z.enum(alertKinds),
  /** The thing it is about: the sending server, or the account itself. */
  subjectId: id,
  /** What happened, what was kept and what to do. */
  text: z.string(),
  raisedAt: instant,
});
export type Alert = z.output<typeof alert>;

export const listAlerts = route({
  method: 'GET',
  path: '/api/alerts',
  summary: 'What a person must look at, newest first.',
  permission: 'account:read',
  response: z.object({ items: z.array(alert) }),
});

export const dismissAlert = route({
  method: 'POST',
  path: '/api/alerts/:id/dismiss',
  summary: 'Put an alert away. What it is about stays as it is.',
  act: { name: 'alert.dismiss', did: 'put an alert away' },
  permission: 'account:manage',
  repeats: 'atomic',
  params: idParams,
  response: okResponse,
});
