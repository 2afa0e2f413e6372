import { log, logFactorial } from './log-space';
import { type Counts } from './reading';

/**
 * Whether a silence of the canary is no chance: `silent` calls of the baseline came without one of the canary's.
 *
 * No chance is less than one in a million: the canary was cut off, whatever the reason.
 * By the split of all other calls (Laplace's rule of succession), not by the configured weight, from which Lambda strays.
 */
export const isSilenced = ([baselineCalls, , canaryCalls]: Counts, silent: number): boolean => {
  const others = baselineCalls - silent;
  const all = others + canaryCalls + 1;
  return logFactorial(baselineCalls) - logFactorial(others) + logFactorial(all) - logFactorial(all + silent) < log(1e-6);
};
