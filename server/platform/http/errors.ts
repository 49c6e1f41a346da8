/**
 * The catalogue of errors the product answers with. Throw `problem('code', …)` anywhere; the HTTP layer turns it into
 * the status and body named here. Messages say what happened and what to do.
 */
export const catalogue = {
  invalid_input: { status: 400, message: 'Some of what was sent cannot be used.' },
  not_logged_in: { status: 401, message: 'Please log in.' },
  wrong_login: { status: 401, message: 'That email address and password do not match.' },
  second_step_needed: { status: 401, message: 'That was right. Now confirm with your second factor.' },
  second_step_over: { status: 401, message: 'That took too long. Begin again.' },
  sign_in_over: {
    status: 401,
    message: 'This sign-in took too long, was finished already or began in another browser. Begin again.',
  },
  bound_session: {
    status: 403,
    message:
      'You came in through your organisation’s sign-in, which opens this account alone. Log in with a means of your own for this.',
  },
  single_sign_on_needed: {
    status: 403,
    message:
      'This account asks its members to come in through its own sign-in. If yours is not linked yet, link it first under Settings, Security.',
  },
  sign_in_refused: { status: 403, message: 'Signing in with it did not work.' },
  forbidden: {
    status: 403,
    message: 'You may not do this. Ask an owner or admin of the account.',
  },
  no_account: {
    status: 403,
    message: 'You belong to no account at the moment. Ask somebody to invite you.',
  },
  out_of_scope: { status: 403, message: 'This API key may not do this.' },
  step_up_needed: { status: 403, message: 'Please confirm that it is you.' },
  must_accept: {
    status: 403,
    message:
      'The policies of this service have changed. Accept them first, under Policies in your menu; reading and exporting go on.',
  },
  not_confirmed: {
    status: 403,
    message:
      'Confirm your email address first: open the link in the mail we sent you, or have it sent again.',
  },
  over_plan: { status: 403, message: 'The plan of this account allows no more.' },
  suspended: { status: 403, message: 'This account is suspended.' },
  closing: { status: 403, message: 'This account is being closed.' },
  second_factor_needed: {
    status: 403,
    message:
      'Who runs the install logs in with a passkey or an authenticator app. Add one under Settings, Second factors.',
  },
  cross_site: {
    status: 403,
    message:
      'This request did not come from a page of this install and was refused. Programs use an API key.',
  },
  not_found: { status: 404, message: 'There is nothing here.' },
  conflict: { status: 409, message: 'This was changed elsewhere in the meantime. Reload and try again.' },
  already_exists: { status: 409, message: 'This exists already.' },
  wrong_state: { status: 409, message: 'This cannot be done in the present state.' },
  approval_needed: {
    status: 409,
    message: 'A second person has to approve this campaign before it is sent.',
  },
  still_running: {
    status: 409,
    message: 'A request with this Idempotency-Key is still running. Ask again in a moment.',
  },
  key_reused: {
    status: 422,
    message: 'This Idempotency-Key came with another request before. Take a new key for a new request.',
  },
  blocked: { status: 422, message: 'Something must be put right first.' },
  too_large: { status: 413, message: 'This is larger than can be taken.' },
  too_many_requests: { status: 429, message: 'Too many tries. Wait a moment and try again.' },
  internal: {
    status: 500,
    message: 'Something went wrong on our side. Nothing you entered was used; try again.',
  },
  unavailable: { status: 503, message: 'Not ready yet. Try again in a few seconds.' },
} as const satisfies Record<string, { status: number; message: string }>;

export type ProblemCode = keyof typeof catalogue;

export class Problem extends Error {
  override name = 'Problem';
  readonly code: ProblemCode;
  readonly fields: Record<string, string> | undefined;
  /** Seconds after which it is worth trying again, where they are known. */
  readonly retryAfter: number | undefined;
  constructor(code: ProblemCode, message?: string, fields?: Record<string, string>, retryAfter?: number) {
    super(message ?? catalogue[code].message);
    this.code = code;
    this.fields = fields;
    this.retryAfter = retryAfter;
  }
  get status(): number {
    return catalogue[this.code].status;
  }
}

/** An error to throw: `throw problem('not_found', 'There is no such list.')`. */
export const problem = (code: ProblemCode, message?: string, fields?: Record<string, string>) =>
  new Problem(code, message, fields);

/** The refusal of one request too many, with the seconds after which the next is answered. */
export const tooMany = (seconds: number, message?: string) =>
  new Problem('too_many_requests', message, undefined, Math.max(1, Math.ceil(seconds)));

/** The body of an error answer. */
export const problemBody = ({ code, message, fields }: Problem) => ({
  error: { code, message, ...(fields ? { fields } : {}) },
});
