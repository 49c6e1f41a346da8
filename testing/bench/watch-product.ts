import { setTimeout as pause } from 'node:timers/promises';
import { cpuMs, memoryMb, processTree } from './process-tree.ts';

const EVERY_MS = 100;
/** Looks for new processes, in rounds. */
const LOOK_EVERY = 20;

export type Usage = { product: number; database: number };

type ProductWatch = {
  /** The most memory all processes of the product held at one moment; PostgreSQL is not among them. */
  peak: { rss: number; sum: number };
  /** Processor time so far, in milliseconds. */
  cpu(): Promise<Usage>;
};

/** Looks at the processes of a running product ten times a second. */
export async function watchProduct(supervisor: number, running: AsyncDisposableStack): Promise<ProductWatch> {
  const peak = { rss: 0, sum: 0 };
  const members = async () => {
    const family = await processTree(supervisor);
    const of = (isDatabase: boolean) =>
      family.filter(({ program }) => program.endsWith('/postgres') === isDatabase).map(({ pid }) => pid);
    return { product: of(false), database: of(true) };
  };
  const over = new AbortController();
  const watching = (async () => {
    let { product } = await members();
    for (let round = 1; !over.signal.aborted; round++) {
      if (round % LOOK_EVERY === 0) ({ product } = await members());
      const { rss, sum } = await memoryMb(product);
      peak.rss = Math.max(peak.rss, rss);
      peak.sum = Math.max(peak.sum, sum);
      await pause(EVERY_MS, undefined, { signal: over.signal }).catch(() => {});
    }
  })();
  running.defer(async () => {
    over.abort();
    await watching;
  });
  return {
    peak,
    async cpu() {
      const { product, database } = await members();
      return { product: await cpuMs(product), database: await cpuMs(database) };
    },
  };
}
