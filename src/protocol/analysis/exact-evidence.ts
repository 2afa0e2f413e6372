import { logFactorial } from './log-space';
import { type Pair, type Tally } from './reading';

/**
 * Log evidence of one minute that the canary's odds of a bad call are `alternative` times the baseline's, against `nullOdds` times.
 *
 * Given how many calls were bad in all, the canary's part of them follows Fisher's noncentral hypergeometric distribution;
 * this is the ratio of its probabilities. Exact at the null's edge, hence two to five times as fast as the
 * ratio form where bad calls are common, such as calls slower than the median.
 */
export function exactEvidence({ baseline, canary }: Pair<Tally>, alternatives: readonly number[], nullOdds: number): number[] {
  const bad = baseline.events + canary.events;
  const table: Table = { canaryCalls: canary.calls, bad, spare: baseline.calls - bad };
  const atNull = logNormalizer(table, nullOdds);
  return alternatives.map(odds => canary.events * Math.log(odds / nullOdds) + atNull - logNormalizer(table, odds));
}

/** The margins of the two-by-two table of calls: version by outcome. */
interface Table {
  readonly canaryCalls: number;
  readonly bad: number;
  /** Baseline calls beyond the number of bad calls; negative if there are more bad calls than baseline calls. */
  readonly spare: number;
}

/** Below this share of the largest, a term no longer changes the sum. */
const NEGLIGIBLE = 1e-15;
/** Standard deviation from which on the sum is sampled: every cell of the table then has 12 of them to its end. */
const WIDE = 12;

/** ln Σ of the weights of all outcomes, but for a factor that does not depend on `odds`. */
function logNormalizer(table: Table, odds: number): number {
  const mode = likeliest(table, odds);
  const { canaryCalls, bad, spare } = table;
  const deviation = (1 / (mode + 1) + 1 / (canaryCalls - mode + 1) + 1 / (bad - mode + 1) + 1 / (spare + mode + 1)) ** -0.5;
  const sum = deviation < WIDE ? sumOfAll(table, odds, mode) : sumOfSamples(table, odds, mode, Math.floor(deviation / 1.25));
  return logWeight(table, odds, mode) + Math.log(sum);
}

/** Number of bad canary calls with the largest weight: the root of a quadratic, in the form without cancellation. */
function likeliest({ canaryCalls, bad, spare }: Table, odds: number): number {
  const b = (canaryCalls + bad + 2) * odds + spare;
  const c = (canaryCalls + 1) * (bad + 1) * odds;
  const root = 2 * c / (b + Math.sqrt(Math.max(0, b * b - 4 * (odds - 1) * c)));
  return Math.min(Math.max(Math.floor(root), 0, -spare), canaryCalls, bad);
}

function logWeight({ canaryCalls, bad, spare }: Table, odds: number, k: number): number {
  return k * Math.log(odds) - logFactorial(k) - logFactorial(canaryCalls - k) - logFactorial(bad - k) - logFactorial(spare + k);
}

/** Every outcome, each from its neighbour, outwards from the likeliest; in units of its weight. */
function sumOfAll({ canaryCalls, bad, spare }: Table, odds: number, mode: number): number {
  let sum = 1;
  for (let k = mode, term = 1; term > NEGLIGIBLE * sum; k++) {
    term *= odds * (canaryCalls - k) * (bad - k) / ((k + 1) * (spare + k + 1));
    sum += term;
  }
  for (let k = mode, term = 1; term > NEGLIGIBLE * sum; k--) {
    term *= k * (spare + k) / (odds * (canaryCalls - k + 1) * (bad - k + 1));
    sum += term;
  }
  return sum;
}

/**
 * Every `stride`-th outcome, times `stride`: for a bell of 1.25 strides the trapezoidal rule errs by e^(−2π²·1.25²) ≈ 1e-13.
 * So a minute of a billion calls costs no more than one of a thousand.
 */
function sumOfSamples(table: Table, odds: number, mode: number, stride: number): number {
  const top = logWeight(table, odds, mode);
  let sum = 1;
  for (const step of [stride, -stride]) {
    for (let k = mode + step; k >= Math.max(0, -table.spare) && k <= Math.min(table.canaryCalls, table.bad); k += step) {
      const term = Math.exp(logWeight(table, odds, k) - top);
      sum += term;
      if (term < NEGLIGIBLE * sum) break;
    }
  }
  return sum * stride;
}
