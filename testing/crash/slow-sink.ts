import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';

export type SlowSink = {
  port: number;
  /** Messages received whole, by recipient, whether the sender lived to read the reply or not. */
  received: Map<string, number>;
  close(): Promise<void>;
};

/**
 * A mail server that stays while the product is killed and counts what reaches it. It thinks `delayMs` over every
 * message before it accepts, so that at any moment some are under way.
 */
export async function startSlowSink(delayMs: number): Promise<SlowSink> {
  const received = new Map<string, number>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    async onData(stream, session, done) {
      try {
        for await (const _ of stream);
      } catch {
        // Cut off before its end: no message.
        return;
      }
      for (const { address } of session.envelope.rcptTo)
        received.set(address, (received.get(address) ?? 0) + 1);
      await pause(delayMs);
      done();
    },
  });
  // A killed client is what this is for.
  server.on('error', () => {});
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  return {
    port: (server.server.address() as AddressInfo).port,
    received,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
