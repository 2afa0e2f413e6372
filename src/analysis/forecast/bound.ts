import { type Counts, type Pair } from '../counts';
import { type MetricTest } from '../settings';

/** Calls of both versions in a minute. */
export type Traffic = Pair<number>;

/** What is expected of each minute, at these shares of bad calls. */
export function expected({ baseline, canary }: Traffic, shares: Pair<number>): Counts {
  return {
    baseline: { calls: baseline, events: baseline * shares.baseline },
    canary: { calls: canary, events: canary * shares.canary },
  };
}

/**
 * The mean time, in minutes, that no test valid at every look can beat: ln(1/α) over the information that a minute gives against the
 * likeliest harmless pair of shares (decisions/0010, facts A3). For independent calls. Infinity: the pair of shares itself is harmless.
 */
export function boundMinutes({ alpha, tolerance, form }: MetricTest, { baseline, canary }: Traffic, shares: Pair<number>): number {
  const harmless = form === 'ratio' ? likeliestRatio() : likeliestOdds();
  if (shares.canary <= harmless.canary) return Infinity;
  return Math.log(1 / alpha) / information(harmless);

  function information(null_: Pair<number>): number {
    return canary * divergence(shares.canary, null_.canary) + baseline * divergence(shares.baseline, null_.baseline);
  }

  function likeliestRatio(): Pair<number> {
    const edge = (canary * shares.canary + baseline * shares.baseline) / (tolerance * canary + baseline);
    return shares.canary <= tolerance * shares.baseline ? shares : { baseline: edge, canary: Math.min(1, tolerance * edge) };
  }

  /** By trisection: the information against a pair with these odds has one minimum. */
  function likeliestOdds(): Pair<number> {
    const pair = (p: number): Pair<number> => ({ baseline: p, canary: tolerance * p / (1 - p + tolerance * p) });
    if (shares.canary <= pair(shares.baseline).canary) return shares;
    let [low, high] = [1e-9, 1 - 1e-9];
    for (let i = 0; i < 100; i++) {
      const [a, b] = [low + (high - low) / 3, high - (high - low) / 3];
      if (information(pair(a)) < information(pair(b))) high = b;
      else low = a;
    }
    return pair(low);
  }
}

/** Kullback-Leibler divergence of two shares, in nats. */
function divergence(p: number, q: number): number {
  const term = (a: number, b: number) => (a === 0 ? 0 : a * Math.log(a / b));
  return term(p, q) + term(1 - p, 1 - q);
}
