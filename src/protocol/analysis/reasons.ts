import { type LimitEvidence, type MetricEvidence } from './evidence';
import { type Pair, share, type Tally } from './reading';
import { odds, percent, plural } from './words';

/** What a metric is called in a sentence. */
const NAMES = {
  errors: 'errors',
  tailLatency: 'tail latency',
  medianLatency: 'median latency',
  errorRate: 'error rate',
  p50: 'p50',
  p99: 'p99',
};

/** `canary fails 4.1 % of calls, baseline 0.3 %; evidence 312 : 1, line 100 : 1`. */
export function harmReason({ metric, total, peak, line }: MetricEvidence): string {
  const old = metric === 'tailLatency' ? 'p99' : 'p50';
  return `${metric === 'errors' ? failing(total) : compared(total, `calls slower than the old ${old} are`, ' of the canary\'s')}`
    + `; evidence ${odds(peak)}, line ${odds(line)}`;
}

/** `canary fails 4.1 % of calls, baseline 0.3 %`. */
export function failing(total: Pair<Tally>): string {
  return compared(total, 'canary fails', ' of calls');
}

function compared({ canary, baseline }: Pair<Tally>, verb: string, what: string): string {
  return `${verb} ${percent(share(canary))}${what}, baseline ${percent(share(baseline))}`;
}

/** `canary's p99 212 ms, limit 180 ms, baseline 150 ms; over it for 3 minutes in a row`. */
export function limitReason({ metric, canary, line, baseline, consecutive }: LimitEvidence): string {
  const value = (number: number) => `${Number(number.toPrecision(3))} ${metric === 'errorRate' ? '%' : 'ms'}`;
  return `canary's ${NAMES[metric]} ${value(canary!)}, limit ${value(line!)}${baseline === undefined ? '' : `, baseline ${value(baseline)}`}; `
    + `over it for ${plural(consecutive, 'minute')} in a row`;
}

/** `errors 0.4 : 1 of 100 : 1, …`. */
export function progress(metrics: readonly MetricEvidence[], limits: readonly LimitEvidence[]): string {
  return [
    ...metrics.map(({ metric, value, line }) => `${NAMES[metric]} ${odds(value)} of ${odds(line)}`),
    ...limits.map(({ metric, streak, consecutive }) => `${NAMES[metric]} over its limit ${streak} of ${consecutive}`),
  ].join(', ');
}

/** What each metric still owes before the canary may be promoted. */
export function doubts(metrics: readonly MetricEvidence[], limits: readonly LimitEvidence[], calm: number): string[] {
  return [
    ...metrics.map(({ metric, value, cleared, clearLine }) => {
      if (value >= Math.log(calm)) return `evidence on ${NAMES[metric]} ${odds(value)}, calm below ${odds(Math.log(calm))}`;
      return cleared < clearLine && `harm in ${NAMES[metric]} not excluded`;
    }),
    ...limits.map(({ metric, judged, streak, consecutive }) => {
      if (streak > 0) return `${NAMES[metric]} over its limit`;
      return judged < consecutive && `${NAMES[metric]} judged in ${plural(judged, 'minute')} only`;
    }),
  ].filter(doubt => doubt !== false);
}
