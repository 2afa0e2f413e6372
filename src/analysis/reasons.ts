import { type LimitEvidence, type MetricEvidence } from './evidence';
import { type GuardState } from './guard';
import { log } from './log-space';
import { type Counts } from './reading';
import { type Guard, type LimitMetric, type MetricName } from './settings';
import { digits, odds, percent, plural } from './words';

/** What a metric is called in a sentence: `tail latency`. */
export const nameOf = (metric: MetricName | LimitMetric): string => metric.replace(/[A-Z]/, letter => ` ${letter.toLowerCase()}`);

/** `canary exceeds the old p99 in 4.1 % of calls, baseline 1 %; evidence 312 : 1, line 250 : 1`. */
export const harmReason = ({ metric, peak, line, dispersion }: MetricEvidence, total: Counts): string =>
  compared(total, metric === 'errors' ? 'fails' : `exceeds the old ${metric === 'tailLatency' ? 'p99' : 'p50'} in`)
    + against(peak, line) + bursts(dispersion);

/** `canary fails 4.1 % of calls, baseline 0.3 %`. */
export const compared = ([baselineCalls, baselineBad, canaryCalls, canaryBad]: Counts, verb = 'fails'): string =>
  `canary ${verb} ${percent(canaryCalls && canaryBad / canaryCalls)} of calls, baseline ${baselineCalls ? percent(baselineBad / baselineCalls) : 'had no calls'}`;

const against = (value: number, line: number): string => `; evidence ${odds(value)}, line ${odds(line)}`;

/** Said where it makes a difference: whoever sees ten errors and no verdict should know why. */
export const bursts = (dispersion: number): string =>
  (dispersion >= 2 ? ` (φ ${digits(dispersion)}: bad calls in bursts count less)` : '');

/** `p99 over its limit in the last 3 judged minutes: canary 212 ms, limit 180 ms, baseline 150 ms`. */
export const limitReason = ({ metric, canary, line, baseline, minutes }: LimitEvidence): string => {
  const value = (number: number) => `${digits(number, 3)} ${metric === 'errorRate' ? '%' : 'ms'}`;
  return `${overLimit(metric)} in the last ${plural(minutes, 'judged minute')}: canary ${value(canary!)}, limit ${value(line!)}`
    + `${baseline === undefined ? '' : `, baseline ${value(baseline)}`}`;
};

export const guardReason = (rule: Guard, guard: GuardState, traffic: Counts): string =>
  `both versions together fail over ${percent(guard.share)} of calls, in the last ${plural(rule.minutes)} with calls too`
    + `${against(guard.proof!, -log(rule.alpha))}; since the start ${compared(traffic)}`;

/** `errors 0.4 : 1 of 100 : 1, …`. */
export const progress = (metrics: readonly MetricEvidence[], limits: readonly LimitEvidence[]): string => [
  ...metrics.map(one => `${nameOf(one.metric)} ${odds(one.value)} of ${odds(one.line)}`),
  ...limits.map(one => `${overLimit(one.metric)} ${one.streak} of ${one.minutes}`),
].join(', ');

export const overLimit = (metric: LimitMetric): string => `${nameOf(metric)} over its limit`;
