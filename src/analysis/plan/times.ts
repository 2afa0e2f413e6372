import { exactEvidence } from '../exact-evidence';
import { floorGrowth, PARTS } from '../floor-evidence';
import { firstMinute, growth } from '../forecast';
import { logMean } from '../log-space';
import { type Counts, type Pair } from '../reading';
import { type MetricTest, type Promotion } from '../settings';

/** Calls a minute of both versions. */
export type Traffic = Pair<number>;

/** What is expected of each minute. */
export function expected({ baseline, canary }: Traffic, shares: Pair<number>): Counts {
  return [baseline, baseline * shares.baseline, canary, canary * shares.canary];
}

/**
 * What no test that is right at every look can beat on average, in minutes: ln(1/α) over the information that a minute gives
 * against the likeliest harmless pair of shares (facts A3). For independent calls.
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

/** How evidence grows in the form of this test. */
export function growthOf({ form }: MetricTest): typeof growth {
  return form === 'exact' ? exactGrowth : growth;
}

/** So many calls that rounding to whole ones does not matter. */
const MANY = 1e6;

/** Mean and variance, a minute, of the log evidence in the exact form, at the counts that are expected. */
function exactGrowth(minute: Counts, alternative: number, nullOdds: number, dispersion: number): [mean: number, variance: number] {
  const scale = MANY / Math.min(minute[0], minute[2]);
  const [baselineCalls, baselineBad, canaryCalls, canaryBad] = minute.map(count => Math.round(scale * count));
  const [log] = exactEvidence([baselineCalls, baselineBad, canaryCalls, canaryBad], [alternative], nullOdds);
  const cells = [baselineBad, baselineCalls - baselineBad, canaryBad, canaryCalls - canaryBad];
  const deviation = cells.reduce((sum, cell) => sum + 1 / (cell + 1), 0) ** -0.5;
  return [log / scale / dispersion, (deviation * Math.log(alternative / nullOdds)) ** 2 / scale / dispersion];
}

/** Settled minutes until harm is excluded for half of the canaries that are as well as their baseline; undefined: not within a month. */
export function exclusionMinutes(test: MetricTest, traffic: Traffic, baselineShare: number, dispersion: number): number | undefined {
  const { harmRatio, healthyRatios, floor, missedHarm } = test.exclusion;
  const line = Math.log(2 / missedHarm);
  const minute = expected(traffic, { baseline: baselineShare, canary: baselineShare });
  const byRatio = healthyRatios.map(ratio => growthOf(test)(minute, ratio, harmRatio, dispersion)[0]);
  const byFloor = (floor ? PARTS : []).map(part => {
    const [perCall, perBad] = floorGrowth(part, floor!, dispersion);
    // A version that never fails grows by the first part, 0; one that does gains nothing from it in the long run.
    return traffic.canary * (perCall + (baselineShare && baselineShare * perBad));
  });
  const times = [byRatio, byFloor]
    .filter(growths => growths.length > 0)
    .map(growths => firstMinute(minutes => logMean(growths.map(mean => minutes * mean)) >= line) ?? Infinity);
  const first = Math.min(...times);
  return Number.isFinite(first) ? first : undefined;
}

/** The same with what else a promotion waits for: so many minutes, and so many calls of the canary. */
export function clearedMinutes(
  test: MetricTest, traffic: Traffic, baselineShare: number, dispersion: number, { minimumMinutes, minimumCalls }: Promotion, window: number,
): number | undefined {
  const excluded = exclusionMinutes(test, traffic, baselineShare, dispersion);
  return excluded === undefined ? undefined : Math.max(excluded, Math.min(minimumMinutes, window), Math.ceil(minimumCalls / traffic.canary));
}
