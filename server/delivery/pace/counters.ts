import type { Limit, LimitedSubject } from '../ways/index.ts';

/** One counter in the database: a subject and one of its limits. */
export type Counter = Omit<Limit, 'isWarmUp'> &
  Pick<LimitedSubject, 'accountId' | 'subject' | 'name' | 'kind' | 'serverId'>;

const keyOf = (counter: Counter) => `${counter.accountId} ${counter.subject} ${counter.seconds}`;

/** Counters gathered from many subjects, each once. When two speak of the same one, the smaller limit holds. */
export class Counters {
  #places = new Map<string, number>();
  readonly all: Counter[] = [];

  /** The places of the subjects' counters in `all`, each once. */
  placesOf(subjects: LimitedSubject[]): number[] {
    return [...new Set(subjects.flatMap(countersOf).map((counter) => this.#placeOf(counter)))];
  }

  #placeOf(counter: Counter): number {
    const key = keyOf(counter);
    const known = this.#places.get(key);
    if (known === undefined) {
      this.#places.set(key, this.all.length);
      return this.all.push(counter) - 1;
    }
    if (counter.most < this.all[known]!.most) this.all[known] = counter;
    return known;
  }

  /** As the SQL functions take them: accounts, subjects, stretches, limits. */
  columns(): [string[], string[], number[], number[]] {
    return [
      this.all.map((counter) => counter.accountId),
      this.all.map((counter) => counter.subject),
      this.all.map((counter) => counter.seconds),
      this.all.map((counter) => counter.most),
    ];
  }
}

function countersOf({ limits, ...subject }: LimitedSubject): Counter[] {
  return limits.map(({ seconds, most, isWarmUp }) => ({
    ...subject,
    kind: isWarmUp ? 'warm_up' : subject.kind,
    seconds: Math.max(1, Math.round(seconds)),
    most: Math.max(0, Math.floor(most)),
  }));
}
