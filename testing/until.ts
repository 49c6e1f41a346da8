import { setTimeout as pause } from 'node:timers/promises';

/** Asks again and again until the answer is truthy, and gives it; fails after `seconds` with what was waited for. */
export async function until<T>(
  what: string,
  ask: () => Promise<T> | T,
  seconds = 20,
): Promise<NonNullable<T>> {
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    const answer = await ask();
    if (answer) return answer as NonNullable<T>;
    await pause(10);
  }
  throw new Error(`Waited ${seconds} s in vain for: ${what}`);
}
