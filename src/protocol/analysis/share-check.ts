import { logFactorial } from './log-space';

/** Whether the traffic is split as configured: to be shown. Nothing is decided by it: the tests count the calls that really arrived. */
export interface ShareCheck {
  readonly configured: number;
  readonly observed: number;
  /** Log evidence that the split differs: a beta-binomial with a flat prior against the configured weight. */
  readonly logEvidence: number;
}

export function checkShare(canaryCalls: number, calls: number, configured: number): ShareCheck {
  const logProbability = logFactorial(calls) - logFactorial(canaryCalls) - logFactorial(calls - canaryCalls)
    + canaryCalls * Math.log(configured) + (calls - canaryCalls) * Math.log(1 - configured);
  return { configured, observed: calls > 0 ? canaryCalls / calls : 0, logEvidence: -Math.log(calls + 1) - logProbability };
}
