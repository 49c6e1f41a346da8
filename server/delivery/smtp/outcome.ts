/** Where in a session something happened; `dot` is everything from the end of the message on. */
export type Stage = 'connect' | 'greeting' | 'ehlo' | 'tls' | 'auth' | 'mail' | 'rcpt' | 'data' | 'dot';

/**
 * What became of one message. A server's reply is never an exception.
 *
 * - `accepted`: the server took responsibility for it.
 * - `deferred`: it was certainly not taken; trying again later may help.
 * - `rejected`: it was certainly not taken and never will be.
 * - `unknown`: the end of the message left this machine and no reply came back. It may have arrived.
 */
export type Outcome = {
  kind: 'accepted' | 'deferred' | 'rejected' | 'unknown';
  stage: Stage;
  /** The reply's three digits; missing when there was none. */
  code?: number;
  /** The enhanced status code (RFC 3463), such as `5.1.1`. */
  enhanced?: string;
  /** The server's own words, or ours when it said nothing. Shown to people. */
  text: string;
};

/** A route that could not be opened: nothing was attempted for any message, so none is to blame. */
export class RouteError extends Error {
  readonly stage: Stage;
  readonly reason: RouteFailure;
  readonly code: number | undefined;
  /** Whether the connection was under TLS when it failed. */
  readonly encrypted: boolean;

  constructor(failure: {
    stage: Stage;
    reason: RouteFailure;
    code?: number | undefined;
    encrypted: boolean;
    text: string;
    cause?: unknown;
  }) {
    super(failure.text, { cause: failure.cause });
    this.name = 'RouteError';
    this.stage = failure.stage;
    this.reason = failure.reason;
    this.code = failure.code;
    this.encrypted = failure.encrypted;
  }
}

/** Why a route could not be opened. */
export type RouteFailure =
  | 'dns'
  | 'refused'
  | 'unreachable'
  | 'timeout'
  | 'closed'
  | 'certificate'
  | 'tls'
  | 'no-starttls'
  | 'auth-refused'
  | 'no-auth'
  | 'busy'
  | 'refused-by-server'
  | 'not-smtp';
