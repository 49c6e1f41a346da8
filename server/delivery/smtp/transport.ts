import type { Outcome } from './outcome.ts';
import type { Route } from './route.ts';

/** One message's envelope: exactly one recipient, so that every outcome belongs to one person. */
export type Envelope = {
  from: string;
  to: string;
  /** In octets: tells the server how large a message will be that is still being made. */
  size?: number;
  /** Whether the message is known to have CRLF line ends alone and no NUL, by the way it was made; else it is looked through. */
  isSound?: boolean;
};

/**
 * How mail leaves. The engine knows no more than this, so a faster client or a provider's API can take the place of
 * the present one.
 */
export type Transport = {
  /**
   * Opens a session that is ready to send: TLS and login done.
   *
   * @throws {RouteError} and nothing else; no message has been touched then
   */
  open(route: Route): Promise<Connection>;
};

/**
 * How well a session is protected: encrypted to a server whose certificate is valid for its name, encrypted to one that
 * has no such proof, or not at all.
 */
export type Protection = 'tlsVerified' | 'tlsUnverified' | 'inClear';

/** One session. It sends one message at a time. */
export type Connection = {
  /** False once the session has ended, whoever ended it. */
  readonly usable: boolean;
  readonly protection: Protection;
  /**
   * Sends finished octets (CRLF line ends, not dot-stuffed) and says what became of them.
   *
   * An address that cannot be written gives `rejected` before anything is sent.
   *
   * @param message may still be in the making: the envelope travels meanwhile, unless all leaves at once. When the promise
   *   rejects, nothing of the message is sent and `send` rejects with the same error; it rejects for no other reason
   * @param mayEnd the last fence: asked immediately before the octets that end the message are given to the network,
   *   again when a server has to be told in another way. False holds the message back for certain: `deferred` at stage
   *   `data`, and the session ends if anything of the message had left
   */
  send(envelope: Envelope, message: Buffer | Promise<Buffer>, mayEnd?: () => boolean): Promise<Outcome>;
  /** Ends the session politely; a message in flight is cut off and its outcome given. */
  close(): void;
};
