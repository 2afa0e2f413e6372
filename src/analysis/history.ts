import { type History, type Tally } from '.';
import { must } from './must';

/** Beyond this no burst is believed: evidence would need hundreds of failed calls. */
const MOST = 20;
/** A stretch that varies so many times as much as the usual one was an outage, not a way to fail. */
const OUTAGE = 10;
/** Stretches with bad calls from which on there is a usual one. What fails less often hits no canary but by rare chance. */
const FEW = 3;

/**
 * From the baseline's last 24 hours, minute by minute.
 *
 * One outage must not blind the tests for a day, nor raise the guard's line: so the day is cut into 24 stretches. The usual share is
 * the median one; dispersion is measured within stretches, which leaves out what drifts with the hour, and without those of an outage.
 */
export function readHistory(minutes: readonly Tally[]): History {
  for (const minute of minutes) must(minute, ['calls', 'events']);
  const called = minutes.filter(({ calls }) => calls > 0);
  const length = Math.max(5, Math.ceil(called.length / 24));
  const stretches = Array.from({ length: Math.ceil(called.length / length) }, (_, i) => {
    const part = called.slice(i * length, (i + 1) * length);
    const p = total(part, ({ events }) => events) / total(part, ({ calls }) => calls);
    return {
      p,
      seen: total(part, ({ calls, events }) => (events - p * calls) ** 2),
      // The mean of the stretch is its own, which takes one degree of freedom.
      expected: (1 - 1 / part.length) * total(part, ({ calls }) => p * (1 - p) * calls),
    };
  });
  const bad = stretches.filter(({ expected }) => expected > 0);
  const usual = OUTAGE * median(bad.map(({ seen, expected }) => seen + expected));
  const well = bad.filter(({ seen, expected }) => seen + expected <= usual);
  return {
    share: median(stretches.map(({ p }) => p)),
    dispersion: bad.length < FEW ? 1 : Math.min(MOST, Math.max(1, total(well, ({ seen }) => seen) / total(well, ({ expected }) => expected))),
  };
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function total<T>(list: readonly T[], value: (one: T) => number): number {
  return list.reduce((sum, one) => sum + value(one), 0);
}
