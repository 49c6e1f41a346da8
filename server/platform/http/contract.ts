/**
 * The contract of one HTTP route: what goes in, what comes out, who may call it.
 *
 * Contracts are the single source of the server's validation, the OpenAPI document and the dashboard's types. This file
 * and every `contract.ts` run in the browser too: import nothing here but zod.
 */
import { z } from 'zod';

/**
 * Who may call a route. `public` needs no credential; `user` any logged-in user; `operator:…` those who run the install, as
 * far as their role goes; the rest name a right in the account.
 */
export type Permission =
  | 'public'
  | 'user'
  | 'account:read'
  | 'account:manage'
  | 'account:own'
  | 'team:manage'
  | 'activity:read'
  | 'audience:read'
  | 'audience:write'
  | 'campaigns:read'
  | 'campaigns:write'
  | 'campaigns:send'
  | 'reports:read'
  | 'operator:read'
  | 'operator:support'
  | 'operator:manage';

/** What a caller may prove itself with. Public routes list none. */
export type Credential = 'session' | 'apiKey';

/** How hard a route may be called; the limits behind each class live in one place on the server. */
export type RateClass = 'normal' | 'login' | 'upload' | 'heavy' | 'mail';

/** What the activity log keeps of a call: who, when and from where are known by themselves. */
export interface Act {
  /** `kind.verb`, the kind being that of the object: `campaign.send`. Stays in logs for years, so it is never renamed. */
  readonly name: string;
  /** What follows a person’s name in a sentence, before the name of the object: “started sending the campaign”. */
  readonly did: string;
  /** The path parameter that names the object, if it is not `id`. Never one that holds data of a contact. */
  readonly about?: string;
  /** The part of the answer that is the object, if it is not the answer itself. */
  readonly answer?: string;
  /** The field of the object that says how it is called. Never one that holds data of a contact. */
  readonly called?: string;
  /** Whether it concerns those who run the install alone and stands in their log, not in that of an account. */
  readonly staffOnly?: boolean;
  /** Whether it is done in another account than the session’s, whose people need not know of it: the handler says in which. */
  readonly elsewhere?: boolean;
}

/**
 * How a POST may be repeated. A caller may name it in the header Idempotency-Key when it is `atomic`: what it does and the answer
 * that is kept are one transaction; or `reserved`: it does something outside the database, so the key is taken before, and when it
 * is broken off, nobody can tell whether it was done.
 *
 * The others take no name. `calculates`: it makes nothing. `once`: whoever asks again finds it done or used up. `lapses`: it makes
 * only what is forgotten by itself, such as a challenge. `renews`: it gives the session another token, without which nobody
 * could ask again.
 */
export type Repeats = 'atomic' | 'reserved' | 'calculates' | 'once' | 'lapses' | 'renews';

/** Whether a caller may name the request. */
export const isNameable = ({ repeats }: Pick<RouteContract, 'repeats'>): boolean =>
  repeats === 'atomic' || repeats === 'reserved';

export interface RouteContract {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Path with `:name` parameters, e.g. `/api/lists/:id`. */
  readonly path: string;
  /** One line for people: what the route does. */
  readonly summary: string;
  readonly permission: Permission;
  /** Another permission that it takes as well: for what shows things that are guarded apart. */
  readonly besides?: Permission;
  readonly credentials: readonly Credential[];
  readonly rate: RateClass;
  /** Whether the session must have proved itself a moment ago (password, passkey or code): for acts that do harm in wrong hands. */
  readonly stepUp?: boolean;
  /**
   * Of what concerns the person (permission `user`): whether a session may do it that an account’s own provider opened, which
   * could say of anybody who they are.
   */
  readonly whenBound?: boolean;
  /** What reaches beyond single lists is refused, with this sentence, to members who are restricted to certain ones. */
  readonly allLists?: string;
  /**
   * Whether an owner of the account must have a confirmed address: for what makes mail leave, and for what would go on to read mail
   * or let people in when whoever registered with somebody else's address has lost it to them.
   */
  readonly confirmed?: boolean;
  /** For the activity log. Every route that changes something, and every export, has one; null for those that only calculate. */
  readonly act?: Act | null;
  /**
   * Whether it works although changed policies wait to be accepted or the account is suspended or being closed: what stops mail, exports, leaving. Reading always does
   * (GET, or a permission to read), and so does what concerns the person alone (permission `user`).
   */
  readonly withoutAgreement?: boolean;
  /** What it takes to repeat it without doing it twice. Every POST says so, but for public ones: they know nobody who repeats. */
  readonly repeats?: Repeats;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** Schema of a JSON answer. Absent for routes that answer with a file or a page (then `produces` names the type). */
  readonly response?: z.ZodType;
  /** Media type of an answer that is not JSON, e.g. `text/csv`. */
  readonly produces?: string;
  /** Media type of a request body that is a stream rather than JSON, e.g. `application/octet-stream`. */
  readonly consumes?: string;
  /** Status of success; 200 when absent. */
  readonly status?: 200 | 201 | 202 | 204;
}

/** Declares a contract and keeps its literal types. Session and API key are accepted unless the contract says otherwise. */
export function route<const C extends Omit<RouteContract, 'credentials' | 'rate'> & Partial<RouteContract>>(
  contract: C,
): C & Pick<RouteContract, 'credentials' | 'rate'> {
  const credentials: readonly Credential[] = contract.permission === 'public' ? [] : ['session', 'apiKey'];
  return { credentials, rate: 'normal', ...contract };
}

type Parsed<S, Fallback> = S extends z.ZodType ? z.output<S> : Fallback;
type Given<S, Fallback> = S extends z.ZodType ? z.input<S> : Fallback;

/** What a handler receives once the contract has checked it. */
export interface Checked<C extends RouteContract> {
  params: Parsed<C['params'], Record<string, never>>;
  query: Parsed<C['query'], Record<string, never>>;
  body: Parsed<C['body'], undefined>;
}
/** What a caller hands in. */
export interface CallInput<C extends RouteContract> {
  params?: Given<C['params'], undefined>;
  query?: Given<C['query'], undefined>;
  body?: Given<C['body'], undefined>;
}
/** What a caller gets back; `void` for 204 and for files. */
export type CallResult<C extends RouteContract> = Parsed<C['response'], void>;

/** Every error answer of the API has this shape. `fields` names the inputs at fault, `id` is quoted to support. */
export const apiError = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    fields: z.record(z.string(), z.string()).optional(),
    id: z.string().optional(),
  }),
});

/** Identifier of any object: a UUID. */
export const id = z.uuid();
export const idParams = z.object({ id });
/** Point in time as the API writes it: ISO 8601 in UTC. */
export const instant = z.iso.datetime({ offset: true });
export const okResponse = z.object({ ok: z.literal(true) });

/** Query of a list read page by page: `cursor` is what the previous page answered as `nextCursor`. */
export const pageQuery = z.object({
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
/** A page of items; `total` counts all that match, `nextCursor` is null on the last page. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.number().int() });

/** One line of text typed by a person: trimmed, no control characters, `max` UTF-16 units. */
export const line = (max: number) =>
  z
    .string()
    .trim()
    .max(max, `At most ${max} characters.`)
    .regex(/^[^\u0000-\u001f\u007f]*$/, 'Line breaks and control characters are not allowed here.');
