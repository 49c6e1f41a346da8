/** What may be taken: so much on the long run, and so much at once after a pause. */
export interface Rate {
  perSecond: number;
  burst: number;
}

/** How a bucket stands after somebody took from it, or tried to. */
export interface Standing {
  isGranted: boolean;
  /** How many more would be granted at this moment. */
  left: number;
  /** Seconds until one more is granted; 0 when it would be now. */
  wait: number;
  /** Seconds until all of the burst is there again. */
  untilFull: number;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** Above this many, those that filled up meanwhile are forgotten: a new one would be as full. */
const SWEEP_ABOVE = 10_000;

/**
 * Token buckets by name, in the memory of this process. A restart fills them all.
 * @param now milliseconds of a clock that is never set back.
 */
export class Buckets {
  readonly #rate: Rate;
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();
  #sweepAbove = SWEEP_ABOVE;

  constructor(rate: Rate, now: () => number = () => performance.now()) {
    this.#rate = rate;
    this.#now = now;
  }

  take(name: string): Standing {
    const { perSecond, burst } = this.#rate;
    const now = this.#now();
    const bucket = this.#buckets.get(name) ?? this.#begin(name, now);
    bucket.tokens = this.#filled(bucket, now);
    bucket.at = now;
    const isGranted = bucket.tokens >= 1;
    if (isGranted) bucket.tokens -= 1;
    return {
      isGranted,
      left: Math.floor(bucket.tokens),
      wait: Math.max(0, 1 - bucket.tokens) / perSecond,
      untilFull: (burst - bucket.tokens) / perSecond,
    };
  }

  #begin(name: string, now: number): Bucket {
    if (this.#buckets.size >= this.#sweepAbove) this.#sweep(now);
    const bucket = { tokens: this.#rate.burst, at: now };
    this.#buckets.set(name, bucket);
    return bucket;
  }

  #sweep(now: number): void {
    for (const [name, bucket] of this.#buckets)
      if (this.#filled(bucket, now) >= this.#rate.burst) this.#buckets.delete(name);
    // Never more work than there were newcomers since.
    this.#sweepAbove = Math.max(SWEEP_ABOVE, 2 * this.#buckets.size);
  }

  #filled({ tokens, at }: Bucket, now: number): number {
    const { perSecond, burst } = this.#rate;
    return Math.min(burst, tokens + ((now - at) / 1000) * perSecond);
  }
}
