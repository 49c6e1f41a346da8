import { ApiFailure } from '../../api/index.ts';

export interface Outcome {
  done: number;
  /** How many were refused, by the reason. */
  refused: Map<string, number>;
}

const atOnce = 4;

/** Makes the same change to many, a few at a time. One that is refused does not hold up the others. */
export async function changeEach(
  ids: readonly string[],
  change: (id: string) => Promise<unknown>,
): Promise<Outcome> {
  const waiting = [...ids];
  const outcome: Outcome = { done: 0, refused: new Map() };
  const work = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      try {
        await change(id);
        outcome.done += 1;
      } catch (error) {
        if (!(error instanceof ApiFailure)) throw error;
        outcome.refused.set(error.message, (outcome.refused.get(error.message) ?? 0) + 1);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return outcome;
}

/** `12 contacts are on Newsletter. 2 were left as they are: …` */
export function outcomeText({ done, refused }: Outcome, what: (count: number) => string): string {
  const kept = [...refused].map(([reason, count]) => `${count} left as they are: ${reason}`);
  return [...(done > 0 || kept.length === 0 ? [what(done)] : []), ...kept].join(' ');
}
