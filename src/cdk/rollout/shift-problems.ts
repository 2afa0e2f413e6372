import { type Duration } from 'aws-cdk-lib';
import { exactMinutes, type Problem, wholeMinutesProblem, wholeNumberProblem } from '../shared/checks';
import { MAX_SHIFT_MINUTES } from '../shared/quotas';

/** What is wrong with the numbers of a shift in steps. */
export function shiftProblems(percentage: number, interval: Duration, intervals: number): Problem[] {
  return [
    wholeNumberProblem('percentage', percentage, 1, 99, ' (percent)'),
    wholeMinutesProblem('interval', interval),
    shiftTimeProblem(interval, intervals),
  ];
}

/** From the first shift to the last; a linear rollout shifts once more for every further `percentage`. */
function shiftTimeProblem(interval: Duration, intervals: number): Problem {
  const minutes = exactMinutes(interval);
  if (minutes === undefined || minutes * intervals <= MAX_SHIFT_MINUTES) return undefined;
  const sum = intervals === 1 ? `${minutes}` : `${intervals} × ${minutes} = ${intervals * minutes}`;
  return `\`interval\` must keep the whole shift within ${MAX_SHIFT_MINUTES} minutes (48 hours), got: ${sum} minutes`;
}
