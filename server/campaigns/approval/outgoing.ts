import { type Sql, sql } from '#server/platform/database/index.ts';
import type { OutgoingPart } from './contract.ts';

const listsOf = (role: 'include' | 'exclude'): Sql => sql`
  (select coalesce(jsonb_agg(l.list_id order by l.list_id), '[]') from campaign_lists l
   where l.account_id = c.account_id and l.campaign_id = c.id and l.role = ${role})`;

/**
 * Everything of a campaign `c` that leaves with its mail, as jsonb: what an approval is bound to. Whatever a mail or its
 * audience is made of has to stand here. People who join or leave the lists meanwhile do not.
 */
export const outgoing: Sql = sql`(select jsonb_build_object(
  'name', c.name, 'fromName', c.from_name, 'fromEmail', c.from_email, 'replyTo', c.reply_to,
  'subject', c.subject, 'preheader', c.preheader, 'content', c.content,
  'includeLists', ${listsOf('include')}, 'excludeLists', ${listsOf('exclude')},
  'trackOpens', c.track_opens, 'trackClicks', c.track_clicks,
  'accountName', a.name, 'postalAddress', a.postal_address) from accounts a where a.id = c.account_id)`;

export type Outgoing = Record<OutgoingPart, unknown>;

const words: Record<OutgoingPart, string> = {
  name: 'the campaign’s name',
  fromName: 'the sender’s name',
  fromEmail: 'the sender’s address',
  replyTo: 'the reply address',
  subject: 'the subject',
  preheader: 'the preview line',
  content: 'the content',
  includeLists: 'who gets it',
  excludeLists: 'who is left out',
  trackOpens: 'whether opens are counted',
  trackClicks: 'whether clicks are counted',
  accountName: 'the account’s name',
  postalAddress: 'the account’s postal address',
};

/** The parts as a person would list them: “the subject and the content”. */
export function inWords(parts: readonly OutgoingPart[]): string {
  return new Intl.ListFormat('en').format(parts.map((part) => words[part]));
}

/** The parts that differ, as a column of text[]: `before` and `after` are expressions of jsonb. */
export const differing = (before: Sql, after: Sql): Sql => sql`
  array(select key from jsonb_each(${after}) as part (key, value) where ${before} -> key is distinct from value)`;
