import { z } from 'zod';
import { id } from '../../platform/http/contract.ts';

/** Everything that mail can wait for as a whole. The database knows the same list (`waiting_kind`). */
export const reasonKinds = [
  /** A sending server was paused by a person. */
  'server_paused',
  /** A sending server refused the user name or password, and is paused until they are put right. */
  'login_refused',
  /** A sending server cannot be reached or opened. */
  'server_down',
  /** The mail server of SMTP_URL cannot be reached or opened. */
  'install_down',
  /** No sending server takes this kind of mail from this domain. */
  'no_server',
  /** A limit set for a sending server. */
  'server_limit',
  /** A limit set for some receivers behind a sending server. */
  'receiver_limit',
  /** What the operator lets the account send a day. */
  'account_cap',
  /** The plan of a server or domain that is new to receivers. */
  'warm_up',
  /** Every connection that may be open at once carries a message. */
  'connections',
  /** The receiving side asked us to pause or to slow down. */
  'receiver_slow',
  /** The mail hosts of the receivers cannot be reached. */
  'receiver_down',
  /** The name servers do not answer. */
  'name_servers',
  /** The mail server refuses the From address, or asks for a login. */
  'sender_refused',
  /** The campaign cannot be made into messages as it is: its key or an address of it is broken. */
  'cannot_be_made',
] as const;
export type ReasonKind = (typeof reasonKinds)[number];

/** Why mail waits. */
export const reason = z.object({
  kind: z.enum(reasonKinds),
  /** In a sentence, for people alone. */
  why: z.string(),
  /** The account’s own sending server that it is about; null for none, and for one it does not own. */
  serverId: id.nullable(),
});
export type Reason = z.output<typeof reason>;
