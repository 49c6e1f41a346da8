import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startPart } from '../part.ts';

/** A message the sink got whole. Times are Date.now(). */
export type Receipt = {
  to: string;
  id: string;
  /** Its one-click address. */
  leave: string;
  dotAt: number;
  repliedAt?: number;
  /** When the other side closed the connection over which nobody answered. */
  hungUpAt?: number;
  /** False when the sink refused it in the end. */
  isKept: boolean;
};

export type ChaosSink = {
  port: number;
  /** Messages so far, in order of their dots. */
  receipts(): Promise<Receipt[]>;
  /** How many there are. */
  count(): Promise<number>;
  /** Leaves everything to a domain without an answer from now on. */
  hang(domain: string): Promise<void>;
  /** How many connections wait for an answer that will not come. */
  stuck(): Promise<number>;
};

/** A mail server outside the product that writes receipts. */
export async function startChaosSink(
  folder: string,
  running: AsyncDisposableStack,
  { thinkMs, faults = false }: { thinkMs: number; faults?: boolean },
): Promise<ChaosSink> {
  const file = join(folder, 'receipts');
  const words = [file, String(thinkMs), ...(faults ? ['faults'] : [])];
  const { part, up } = await startPart<{ port: number }>(
    join(import.meta.dirname, 'sink.ts'),
    running,
    words,
  );
  return {
    port: up.port,
    receipts: () => readReceipts(file),
    count: async () => (await part.ask<{ received: number }>({})).received,
    hang: async (domain) => void (await part.ask({ hang: domain })),
    stuck: async () => (await part.ask<{ stuck: number }>({})).stuck,
  };
}

async function readReceipts(file: string): Promise<Receipt[]> {
  const lines = (await readFile(file, 'utf8')).trim().split('\n').filter(Boolean);
  const receipts = new Map<number, Receipt>();
  for (const line of lines) {
    const { number, ...rest } = JSON.parse(line) as { number: number } & Receipt;
    receipts.set(number, { ...receipts.get(number), ...rest });
  }
  return [...receipts.values()];
}
