import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { processCommand } from '#server/platform/processes/index.ts';
import { childrenOf, type Product, startProduct } from '../product.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import type { ChaosSink } from './start-sink.ts';
import { startChaosSink } from './start-sink.ts';

/** The whole product as `npm start` runs it, and the mail server outside it. */
export type Victim = {
  product: Product;
  sink: ChaosSink;
  address: string;
  dataDir: string;
  /** Its worker processes that live now. */
  workers(): Promise<number[]>;
  /** Starts the product anew after it was killed. @param early kill it once more while it starts */
  startAgain(early: boolean): Promise<void>;
};

/** Connections of each worker: what may be uncertain after it is killed. */
export const CONNECTIONS = 10;

/** A start takes about as long, in milliseconds. */
const START_MS = 1200;

type Given = {
  workers: number;
  thinkMs: number;
  faults?: boolean;
  connections?: number;
  /** More of them, once the port of the sink is known. */
  settings?: (sinkPort: number) => Record<string, string>;
};

export async function startVictim(
  running: AsyncDisposableStack,
  { workers, thinkMs, faults = false, connections = CONNECTIONS, settings }: Given,
): Promise<Victim> {
  const folder = await temporaryFolder();
  running.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const sink = await startChaosSink(folder, running, { thinkMs, faults });
  const dataDir = join(folder, 'data');
  const start = () =>
    startProduct({
      PORT: '0',
      DATA_DIR: dataDir,
      LOG_LEVEL: 'error',
      SMTP_URL: `smtp://127.0.0.1:${sink.port}`,
      SMTP_CONNECTIONS: String(connections),
      WORKERS: String(workers),
      ...settings?.(sink.port),
    });
  let product = start();
  running.defer(async () => {
    product.child.kill('SIGTERM');
    await product.ended;
  });
  const victim: Victim = {
    product,
    sink,
    dataDir,
    address: await product.ready(),
    async workers() {
      const children = await childrenOf(product.child.pid!);
      return children.filter((pid) => processCommand(pid)?.includes('worker.ts'));
    },
    async startAgain(early) {
      product = start();
      if (early) {
        await pause(Math.random() * START_MS);
        await product.killEverything();
        product = start();
      }
      victim.product = product;
      victim.address = await product.ready();
    },
  };
  return victim;
}

/** Any one of several. */
export function anyOf<T>(several: T[]): T | undefined {
  return several[Math.floor(Math.random() * several.length)];
}
