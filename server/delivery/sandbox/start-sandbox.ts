import type { AddressInfo } from 'node:net';
import {
  SMTPServer,
  type SMTPServerDataStream,
  type SMTPServerOptions,
  type SMTPServerSession,
} from 'smtp-server';
import type { PurposeKeys } from '#server/platform/crypto/index.ts';
import type { Database } from '#server/platform/database/index.ts';
import type { Log } from '#server/platform/log/index.ts';
import { sandboxTrimmer } from './drop-oldest.ts';
import { isSandboxPassword } from './sandbox-route.ts';
import { messageStore } from './store-messages.ts';

const LARGEST_MESSAGE = 5 * 1024 * 1024;

export type Sandbox = { port: number; stop(): Promise<void> };

/**
 * The mail server inside the product: real SMTP on loopback that keeps messages for reading instead of passing them
 * on. Each account logs in as itself. A message is acknowledged only after its row is committed.
 *
 * @param options.keys KeyRing.sandbox
 * @param options.port 0 picks a free one; another may be shared by several workers
 * @param options.keep newest messages kept for each account
 */
export async function startSandbox(options: {
  database: Database;
  keys: PurposeKeys;
  port: number;
  keep: number;
  log: Log;
}): Promise<Sandbox> {
  const store = messageStore(options.database, sandboxTrimmer(options.database, options.keep));
  const server = new SMTPServer({
    ...SETTINGS,
    onAuth(auth, _session, done) {
      const [username, password] = [auth.username ?? '', auth.password ?? ''];
      const known = UUID.test(username) && isSandboxPassword(options.keys, username, password);
      done(known ? null : refusal(535, '5.7.8 The sandbox does not know this account'), { user: username });
    },
    onData(stream, session, done) {
      keepMessage(stream, session, store).then(
        () => done(null, '2.0.0 kept in the sandbox'),
        (error) => done(asRefusal(error, options.log)),
      );
    },
  });
  // A client that goes away is not this server's trouble.
  server.on('error', () => {});
  // Replies to a pipelined envelope are small writes; Nagle would hold each back for the client's delayed ACK.
  server.server.on('connection', (socket) => socket.setNoDelay(true));
  return await serve(server, options.port);
}

/** Milliseconds between tries to take the place of a sandbox that has ended. */
const STAND_BY = 500;

/**
 * Of several workers that share a port the first serves it for all of them; the others stand by and one of them takes
 * over when it goes.
 */
async function serve(server: SMTPServer, port: number): Promise<Sandbox> {
  let retry: NodeJS.Timeout | undefined;
  const listen = () => server.server.listen(port, '127.0.0.1');
  const settled = Promise.withResolvers<void>();
  server.server.on('listening', settled.resolve);
  server.server.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') return settled.reject(error);
    retry = setTimeout(listen, STAND_BY);
    settled.resolve();
  });
  listen();
  await settled.promise;
  return {
    port: port === 0 ? (server.server.address() as AddressInfo).port : port,
    stop: () =>
      new Promise((resolve) => {
        clearTimeout(retry);
        server.close(() => resolve());
      }),
  };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const SETTINGS: SMTPServerOptions = {
  name: 'mail-minion.localhost',
  banner: 'sandbox: nothing leaves this machine',
  authMethods: ['PLAIN'],
  allowInsecureAuth: true,
  disabledCommands: ['STARTTLS'],
  disableReverseLookup: true,
  size: LARGEST_MESSAGE,
  closeTimeout: 2_000,
  socketTimeout: 10 * 60_000,
  logger: false,
};

async function keepMessage(
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  store: ReturnType<typeof messageStore>,
): Promise<void> {
  const raw = await readMessage(stream);
  const { mailFrom, rcptTo } = session.envelope;
  const [accountId, from] = [session.user ?? '', mailFrom ? mailFrom.address : ''];
  const stored = await Promise.all(
    rcptTo.map(({ address }) => store.add({ accountId, mailFrom: from, rcptTo: address, raw })),
  );
  if (!stored.every(Boolean)) throw refusal(550, '5.7.1 There is no such account');
}

async function readMessage(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= LARGEST_MESSAGE) chunks.push(chunk);
  }
  if (stream.sizeExceeded) throw refusal(552, '5.3.4 The message is larger than the sandbox takes (5 MB)');
  return Buffer.concat(chunks);
}

function asRefusal(error: Error, log: Log): Error {
  if ('responseCode' in error) return error;
  log.error('the sandbox could not keep a message', { error });
  return refusal(451, '4.3.0 Not kept, try again');
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
