import { type Duration, Token } from 'aws-cdk-lib';
import { percentProblem, type Problem, wholeMinutesProblem, wholeNumberProblem } from './checks';
import { refuse } from './errors';

/**
 * Reads the numbers of a factory's options; throws with the factory's name if one is out of range.
 *
 * These numbers are used in calculations at synth, so a token is refused: its value is known only at deployment.
 */
export class SynthValues {
  constructor(private readonly factory: string) {}

  /** A percentage as a share. */
  public share(name: string, percent: number): number {
    this.known(name, percent);
    this.refuse(percentProblem(name, percent));
    return percent / 100;
  }

  public whole(name: string, value: number, max: number): number {
    this.known(name, value);
    this.refuse(wholeNumberProblem(name, value, 1, max));
    return value;
  }

  /** A finite number of at least `least`. */
  public atLeast(name: string, value: number, least: number): number {
    this.known(name, value);
    if (!(value >= least && value < Infinity)) this.refuse(`\`${name}\` must be a number of at least ${least}, got: ${value}`);
    return value;
  }

  /** A finite number above `low`, and below `high` if there is one. */
  public above(name: string, value: number, low: number, high = Infinity): number {
    this.known(name, value);
    const end = high === Infinity ? '' : ` and below ${high}`;
    if (!(value > low && value < high)) this.refuse(`\`${name}\` must be above ${low}${end}, got: ${value}`);
    return value;
  }

  /** A copy of a list of at least one number, each above `low` and below `high`. */
  public list(name: string, values: readonly number[], low: number, high?: number): number[] {
    if (values.length === 0) this.refuse(`\`${name}\` must hold at least one number, got: []`);
    return values.map((value, i) => this.above(`${name}[${i}]`, value, low, high));
  }

  /** Whole minutes, at least one. */
  public minutes(name: string, duration: Duration): number {
    this.known(name, duration);
    this.refuse(wholeMinutesProblem(name, duration));
    return duration.toMinutes();
  }

  /** Whole seconds; zero is allowed. */
  public seconds(name: string, duration: Duration): number {
    this.known(name, duration);
    const seconds = duration.toMilliseconds() / 1000;
    if (!Number.isInteger(seconds)) this.refuse(`\`${name}\` must be whole seconds, got: ${duration.toString()}`);
    return seconds;
  }

  public refuse(problem: Problem): void {
    refuse(this.factory, problem);
  }

  private known(name: string, value: number | Duration): void {
    const token = typeof value === 'number' ? Token.isUnresolved(value) : value.isUnresolved();
    if (token) this.refuse(`\`${name}\` must be known at synth, got: a token`);
  }
}
