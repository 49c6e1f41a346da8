import { fork } from 'node:child_process';
import { once } from 'node:events';
import { basename } from 'node:path';

/** What a part says: that it is up, an answer to the order before, or news nobody asked for. */
type Word = { up?: unknown; answer?: unknown; news?: unknown };

/** A part of a bench or a chaos run in a process of its own, which ends with this one. */
export type Part = {
  pid: number;
  /** Sends an order and waits for the answer; one at a time. */
  ask<Answer>(order: object | string): Promise<Answer>;
  /** The next news. */
  news(): Promise<unknown>;
};

/** Starts a file and waits until it is up; `words` are its arguments. */
export async function startPart<Up>(
  file: string,
  running: AsyncDisposableStack,
  words: string[] = [],
): Promise<{ part: Part; up: Up }> {
  const child = fork(file, words, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`${basename(file)} ended (${signal ?? code}).`);
  });
  ended.catch(() => {});
  running.defer(async () => {
    child.kill('SIGKILL');
    await ended.catch(() => {});
  });
  const next = (kind: keyof Word) => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const listen = (word: Word) => {
      if (!(kind in word)) return;
      child.off('message', listen);
      resolve(word[kind]);
    };
    child.on('message', listen);
    return Promise.race([promise, ended]);
  };
  const up = (await next('up')) as Up;
  return {
    up,
    part: {
      pid: child.pid!,
      async ask<Answer>(order: object | string) {
        const answer = next('answer');
        child.send(order);
        return (await answer) as Answer;
      },
      news: () => next('news'),
    },
  };
}

/** The other end, in the part: does what it is told, one order after the other, and ends with who started it. */
export function servePart<Order>(up: unknown, work: (order: Order) => unknown): void {
  process.on('message', async (order: Order) => {
    process.send!({ answer: (await work(order)) ?? null } satisfies Word);
  });
  process.on('disconnect', () => process.exit());
  process.send!({ up } satisfies Word);
}

export function tellNews(news: unknown): void {
  process.send!({ news } satisfies Word);
}
