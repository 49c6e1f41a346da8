export interface Comparison {
  /** How often a value of the one is greater than a value of the other: 0.5 when nothing tells them apart. */
  advantage: number;
  /** How likely a difference as large is by chance alone, were there none (two-sided, normal approximation, ties counted). */
  p: number;
}

/** The test of Mann and Whitney: whether the values of one sample tend to be greater than those of another. */
export function compareSamples(ones: readonly number[], others: readonly number[]): Comparison {
  const [n, m] = [ones.length, others.length];
  const { ranks, ties } = rank([...ones, ...others]);
  const u = ranks.slice(0, n).reduce((sum, one) => sum + one, 0) - (n * (n + 1)) / 2;
  const all = n + m;
  const variance = ((n * m) / 12) * (all + 1 - ties / (all * (all - 1)));
  const z = variance === 0 ? 0 : (u - (n * m) / 2) / Math.sqrt(variance);
  return { advantage: u / (n * m), p: 2 * (1 - normal(Math.abs(z))) };
}

/** Ranks from 1 on, equal values sharing the mean of theirs, and the sum of t³ − t over the groups of equals. */
function rank(values: number[]): { ranks: number[]; ties: number } {
  const order = values.map((_, at) => at).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Array<number>(values.length);
  let ties = 0;
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1]!] === values[order[from]!]) to += 1;
    const size = to - from + 1;
    for (let at = from; at <= to; at++) ranks[order[at]!] = (from + to) / 2 + 1;
    ties += size ** 3 - size;
    from = to + 1;
  }
  return { ranks, ties };
}

/** The share of a normal distribution below z (Abramowitz and Stegun 7.1.26, to 1.5e-7). */
function normal(z: number): number {
  const x = z / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * x);
  const series = [0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429];
  const sum = series.reduceRight((inner, factor) => (inner + factor) * t, 0);
  return (1 + (1 - sum * Math.exp(-x * x))) / 2;
}
