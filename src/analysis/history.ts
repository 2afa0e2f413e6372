import { checkNumbers } from './check-numbers';
import { type Tally } from './counts';
import { type History } from './settings';

/** The highest dispersion that is believed: beyond it a proof would need hundreds of failed calls. */
const MOST = 20;
/** A stretch that varies this many times as much as the usual one was an outage. */
const OUTAGE = 10;
/** With bad calls in fewer stretches than this, none of them counts as usual. Bursts that are so rare seldom occur during a rollout. */
const FEW = 3;

/**
 * The usual share and the dispersion of the baseline's bad calls, from its last 24 hours, minute by minute.
 *
 * One outage must neither blind the tests for a day nor raise the guard's line. So the day is cut into 24 stretches. The usual share is
 * the median of theirs. Dispersion is measured within stretches, so that the day's drift does not count, and without outages.
 *
 * @throws RangeError if a count is missing or negative.
 */
export function readHistory(minutes: readonly Tally[]): History {
  for (const minute of minutes) checkNumbers(minute, ['calls', 'events']);
  const called = minutes.filter(minute => minute.calls > 0);
  const length = Math.max(5, Math.ceil(called.length / 24));
  const stretches = Array.from({ length: Math.ceil(called.length / length) }, (_, i) => {
    const part = called.slice(i * length, (i + 1) * length);
    const p = total(part, minute => minute.events) / total(part, minute => minute.calls);
    return {
      p,
      seen: total(part, ({ calls, events }) => (events - p * calls) ** 2),
      // The stretch is compared with its own mean, which takes one degree of freedom.
      expected: (1 - 1 / part.length) * total(part, ({ calls }) => p * (1 - p) * calls),
    };
  });
  const bad = stretches.filter(one => one.expected > 0);
  const usual = OUTAGE * median(bad.map(({ seen, expected }) => seen + expected));
  const well = bad.filter(({ seen, expected }) => seen + expected <= usual);
  return {
    share: median(stretches.map(one => one.p)),
    dispersion: bad.length < FEW ? 1 : Math.min(MOST, Math.max(1, total(well, one => one.seen) / total(well, one => one.expected))),
  };
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function total<T>(list: readonly T[], value: (one: T) => number): number {
  return list.reduce((sum, one) => sum + value(one), 0);
}
