import type { Reply } from './classify-reply.ts';
import type { RouteFailure } from './outcome.ts';

/** Why a session could not be opened, before it is put into words for people (see route-error.ts). */
export class Trouble extends Error {
  readonly reason: RouteFailure;
  /** What the server said. */
  readonly reply: Reply | undefined;
  /** A sentence of its own where the usual one for the reason would be wrong. */
  readonly because: string | undefined;

  constructor(reason: RouteFailure, details: { reply?: Reply; because?: string; cause?: unknown } = {}) {
    super(reason, { cause: details.cause });
    this.reason = reason;
    this.reply = details.reply;
    this.because = details.because;
  }
}
