import { Token, type Duration } from 'aws-cdk-lib';

/**
 * What a check found: a message, or undefined.
 *
 * Checks never compare a token, since its value is known only at deployment.
 */
export type Problem = string | undefined;

export function wholeNumberProblem(name: string, value: number, min: number, max: number, what = ''): Problem {
  if (Token.isUnresolved(value)) return undefined;
  if (Number.isInteger(value) && value >= min && value <= max) return undefined;
  return `\`${name}\` must be a whole number between ${min} and ${max}${what}, got: ${value}`;
}

export function percentProblem(name: string, value: number): Problem {
  if (Token.isUnresolved(value)) return undefined;
  return value > 0 && value < 100 ? undefined : `\`${name}\` must be above 0 and below 100, got: ${value}`;
}

export function wholeMinutesProblem(name: string, duration: Duration): Problem {
  const minutes = exactMinutes(duration);
  if (minutes === undefined) return tokenUnitProblem(name, duration, 'minutes');
  if (Number.isInteger(minutes) && minutes >= 1) return undefined;
  return `\`${name}\` must be whole minutes, at least one, got: ${duration.toString()}`;
}

/** The problem with a token in another unit: the CDK can't convert it, and the CDK's own error names no prop. */
export function tokenUnitProblem(name: string, duration: Duration, unit: 'minutes' | 'seconds' | 'millis'): Problem {
  if (!duration.isUnresolved() || duration.unitLabel() === unit) return undefined;
  return `\`${name}\` must be given by Duration.${unit}() where its value is a token, which can't be converted, got: Duration.${duration.unitLabel()}()`;
}

/** Exact minutes, or undefined if the duration is a token. */
export function exactMinutes(duration: Duration): number | undefined {
  return duration.isUnresolved() ? undefined : duration.toMilliseconds() / 60_000;
}

/**
 * The problem with an object (a rollout, hook, alarm …) that does not come from one of our factories.
 *
 * `_bind` and `_render` are internal, so a subclass that a user writes, above all in Python, inherits the name of the class but
 * no behaviour.
 */
export function foreignProblem(prop: string, strategy: object, type: string, factories: string): string {
  return `\`${prop}\` must come from ${factories}; ${type} cannot be subclassed, got: ${strategy.constructor.name}`;
}
