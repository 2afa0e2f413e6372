import { Token, type Duration } from 'aws-cdk-lib';
import { MAX_SHIFT_MINUTES } from './limits';

/** Every check answers in words or not at all; a token is never compared, since its value is known at deployment only. */
type Problem = string | undefined;

export function wholeNumberProblem(name: string, value: number, min: number, max: number, what = ''): Problem {
  if (Token.isUnresolved(value)) return undefined;
  if (Number.isInteger(value) && value >= min && value <= max) return undefined;
  return `\`${name}\` must be a whole number between ${min} and ${max}${what}, got: ${value}`;
}

export function percentProblem(name: string, value: number): Problem {
  if (Token.isUnresolved(value)) return undefined;
  return value > 0 && value < 100 ? undefined : `\`${name}\` must be above 0 and below 100, got: ${value}`;
}

/** Exact minutes, or undefined if the duration is a token. */
export function exactMinutes(duration: Duration): number | undefined {
  return duration.isUnresolved() ? undefined : duration.toMilliseconds() / 60_000;
}

/** CDK can't convert a token to another unit, and says so in words that name no prop. */
export function tokenUnitProblem(name: string, duration: Duration, unit: 'minutes' | 'seconds' | 'millis'): Problem {
  if (!duration.isUnresolved() || duration.unitLabel() === unit) return undefined;
  return `\`${name}\` must be given by Duration.${unit}() where its value is a token, which can't be converted, got: Duration.${duration.unitLabel()}()`;
}

export function intervalProblem(interval: Duration): Problem {
  const minutes = exactMinutes(interval);
  if (minutes === undefined) return tokenUnitProblem('interval', interval, 'minutes');
  if (Number.isInteger(minutes) && minutes >= 1) return undefined;
  return `\`interval\` must be whole minutes, at least one, got: ${interval.toString()}`;
}

/** First to last shift; a linear rollout shifts once more for every further `percentage`. */
export function shiftTimeProblem(interval: Duration, intervals: number): Problem {
  const minutes = exactMinutes(interval);
  if (minutes === undefined || minutes * intervals <= MAX_SHIFT_MINUTES) return undefined;
  const sum = intervals === 1 ? `${minutes}` : `${intervals} × ${minutes} = ${intervals * minutes}`;
  return `\`interval\` must keep the whole shift within ${MAX_SHIFT_MINUTES} minutes (48 hours), got: ${sum} minutes`;
}

export function aliasNameProblem(name: string): Problem {
  if (Token.isUnresolved(name)) return undefined;
  if (/^(?!^[0-9]+$)[a-zA-Z0-9-_]{1,128}$/.test(name)) return undefined;
  return `\`aliasName\` must be 1 to 128 letters, digits, hyphens or underscores, and not digits only, got: ${name}`;
}

export function bakeProblem(bake: Duration, max: number): Problem {
  const minutes = exactMinutes(bake);
  if (minutes === undefined) return tokenUnitProblem('bake', bake, 'seconds');
  if (minutes >= 1 && minutes <= max) return undefined;
  return `\`bake\` must be between 1 and ${max} minutes, since CodeDeploy waits one hour for a hook, got: ${bake.toString()}`;
}
