import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startPart } from '../part.ts';

/** A stretch of receiving. */
export type Slice = {
  /** Copies are counted over all slices of a campaign. */
  campaign: string;
  /** They are `reader1@…` to `readerN@…`; with 0 whoever they are. */
  recipients: number;
  /** Every which message is kept for inspection; 0 for none. */
  sampleEvery: number;
  /** After how many messages the sink speaks up; 0 for never. */
  notifyAt: number;
};

export type SinkReport = {
  received: number;
  /** Of the messages, with the dots. */
  bytes: number;
  /** Date.now() at the final dot of the first and the last message. */
  firstAt: number;
  lastAt: number;
  /** Messages to nobody the campaign has. */
  strangers: number;
  /** Over all slices of the campaign: recipients with no copy, and with more than one. */
  missing: number;
  doubled: number;
  /** What the sink itself took. */
  cpuMs: number;
  samples: Sample[];
};

/** `recipient` is the RCPT line; `text` the message as Latin-1, one character an octet. */
export type Sample = { recipient: string; text: string };

export type SinkOrder = { begin?: Slice };

export type Sink = {
  port: number;
  begin(slice: Partial<Slice> & { campaign: string }): Promise<void>;
  /** Waits until `notifyAt` messages are there. @throws when none has come for a minute. */
  reached(): Promise<void>;
  report(): Promise<SinkReport>;
};

const PATIENCE_MS = 60_000;

/** A mail server that swallows everything, in a process of its own. */
export async function startSink(running: AsyncDisposableStack): Promise<Sink> {
  const { part, up } = await startPart<{ port: number }>(join(import.meta.dirname, 'sink.ts'), running);
  const report = () => part.ask<SinkReport>({});
  let reached: Promise<unknown> = Promise.resolve();
  return {
    port: up.port,
    report,
    async begin(slice) {
      await part.ask({ begin: { recipients: 0, sampleEvery: 0, notifyAt: 0, ...slice } });
      if (slice.notifyAt) reached = part.news();
    },
    async reached() {
      for (let before = -1; ; ) {
        const patience = new AbortController();
        const waited = pause(PATIENCE_MS, 'waited', { signal: patience.signal });
        const isThere = (await Promise.race([reached, waited])) !== 'waited';
        patience.abort();
        waited.catch(() => {});
        if (isThere) return;
        const { received } = await report();
        if (received === before)
          throw new Error(`Nothing more arrived for a minute, after ${received} messages.`);
        before = received;
      }
    },
  };
}
