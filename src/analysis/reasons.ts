import { type Counts } from './counts';
import { type Evidence, type LimitEvidence, type MetricEvidence } from './evidence';
import { type GuardState } from './guard';
import { type Guard, type LimitMetric, type MetricName } from './settings';
import { digits, odds, percent, plural } from './words';

/** What a metric is called in a sentence: `tail latency`. */
export function nameOf(metric: MetricName | LimitMetric): string {
  return metric.replace(/[A-Z]/, letter => ` ${letter.toLowerCase()}`);
}

/** What proven harm in each metric is called. */
const VERBS: Record<MetricName, string> = {
  errors: 'fails',
  tailLatency: 'exceeds the old p99 in',
  medianLatency: 'exceeds the old p50 in',
};

/** `canary exceeds the old p99 in 4.1 % of calls, baseline 1 %; evidence 312 : 1, line 250 : 1`. */
export function harmReason({ metric, total, peak, line, dispersion }: MetricEvidence): string {
  return compared(total, VERBS[metric]) + against(peak, line) + bursts(dispersion);
}

/** `canary fails 4.1 % of calls, baseline 0.3 %`. */
export function compared({ baseline, canary }: Counts, verb = VERBS.errors): string {
  const usual = baseline.calls ? percent(baseline.events / baseline.calls) : 'had no calls';
  return `canary ${verb} ${percent(canary.calls && canary.events / canary.calls)} of calls, baseline ${usual}`;
}

function against(value: number, line: number): string {
  return `; evidence ${odds(value)}, line ${odds(line)}`;
}

/** Mentioned where bursts make a difference: it explains why ten errors are not enough for a verdict. */
export function bursts(dispersion: number): string {
  return dispersion >= 2 ? ` (φ ${digits(dispersion)}: bad calls in bursts count less)` : '';
}

/** `p99 over its limit in the last 3 judged minutes: canary 212 ms, limit 180 ms, baseline 150 ms`. */
export function limitReason({ metric, canary, line, baseline, minutes }: LimitEvidence): string {
  const value = (number: number) => `${digits(number, 3)} ${metric === 'errorRate' ? '%' : 'ms'}`;
  return `${overLimit(metric)} in the last ${plural(minutes, 'judged minute')}: canary ${value(canary!)}, limit ${value(line!)}`
    + `${baseline === undefined ? '' : `, baseline ${value(baseline)}`}`;
}

/** `both versions together fail over 5 % of calls, in the last 3 minutes with calls too; evidence …`. */
export function guardReason(rule: Guard, { share, proof }: GuardState, traffic: Counts): string {
  return `both versions together fail over ${percent(share)} of calls, in the last ${plural(rule.minutes)} with calls too`
    + `${against(proof!, -Math.log(rule.alpha))}; since the start ${compared(traffic)}`;
}

/** `errors 0.4 : 1 of 100 : 1, …`. */
export function progress({ metrics, limits }: Evidence): string {
  return [
    ...metrics.map(({ metric, value, line }) => `${nameOf(metric)} ${odds(value)} of ${odds(line)}`),
    ...limits.map(({ metric, streak, minutes }) => `${overLimit(metric)} ${streak} of ${minutes}`),
  ].join(', ');
}

export function overLimit(metric: LimitMetric): string {
  return `${nameOf(metric)} over its limit`;
}
