import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { isIP } from 'node:net';
import { isPublicAddress } from './public-address.ts';

export type Answered = { status: number; headers: IncomingHttpHeaders; body: string };

/** What is sent. Without a body it is a GET. */
export type Asked = { method?: 'GET' | 'POST'; headers?: Record<string, string>; body?: string };

export type GuardedOptions = {
  /** Finds the addresses of a host name. */
  resolve: (host: string) => Promise<string[]>;
  /** Milliseconds for everything together. */
  timeout: number;
  /** A longer body is an error. */
  maxBytes: number;
  /** For tests and closed networks: addresses that are not public are connected to as well. */
  allowPrivate?: boolean;
};

/** Why there is no answer, in one sentence that names nothing inside. */
export class OutsideError extends Error {
  override name = 'OutsideError';
}

/**
 * Asks a stranger's server over HTTPS without letting it reach anything inside: only https, no user in the URL, no redirect
 * followed (its status is given back), connected only to an address that was looked at, certificate valid, size and time
 * bounded, no cookies, no proxy.
 *
 * @throws OutsideError
 */
export async function guardedRequest(url: URL, asked: Asked, options: GuardedOptions): Promise<Answered> {
  if (url.protocol !== 'https:' || url.username !== '' || url.password !== '')
    throw new OutsideError('Only plain https:// addresses are asked.');
  const signal = AbortSignal.timeout(options.timeout);
  const address = await within(signal, safeAddress(url.hostname, options));
  return await new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      {
        method: asked.method ?? 'GET',
        agent: false,
        signal,
        headers: { ...asked.headers, 'accept-encoding': 'identity' },
        // The name was looked up already; a second lookup could give another answer.
        lookup: (_host, { all }, done) =>
          all ? done(null, [{ address, family: isIP(address) }]) : done(null, address, isIP(address)),
      },
      (response) => read(response, options.maxBytes).then(resolve, reject),
    );
    const fail = (error: Error) => reject(describe(url, signal, error));
    outgoing.on('error', fail);
    outgoing.on('response', (response) => response.on('error', fail));
    outgoing.end(asked.body);
  });
}

async function safeAddress(hostname: string, options: GuardedOptions): Promise<string> {
  const host = hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) ? [host] : await options.resolve(host);
  const safe = options.allowPrivate ? addresses : addresses.filter(isPublicAddress);
  const first = safe.find((address) => isIP(address) === 4) ?? safe[0];
  if (first !== undefined) return first;
  throw new OutsideError(
    addresses.length === 0
      ? `${host} has no address.`
      : `${host} leads into a private network, which is not asked.`,
  );
}

async function read(response: IncomingMessage, maxBytes: number): Promise<Answered> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      response.destroy();
      throw new OutsideError(`The answer is larger than ${maxBytes} bytes.`);
    }
    chunks.push(chunk);
  }
  const { statusCode = 0, headers } = response;
  return { status: statusCode, headers, body: Buffer.concat(chunks).toString('utf8') };
}

async function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const timedOut = new Promise<never>((_, reject) =>
    signal.addEventListener('abort', () => reject(new OutsideError('There was no answer in time.')), {
      once: true,
    }),
  );
  return await Promise.race([work, timedOut]);
}

function describe(url: URL, signal: AbortSignal, error: Error): Error {
  const why = signal.aborted ? 'there was no answer in time' : error.message;
  return new OutsideError(`${url.host} could not be asked: ${why}.`, { cause: error });
}
