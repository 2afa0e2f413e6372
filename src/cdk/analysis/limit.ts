import { type LimitKind, type LimitMetric, type LimitRule } from '../../analysis';
import { SynthValues } from '../shared/synth-values';

/**
 * How high one metric of the new version may be in `Analysis.thresholds()`.
 *
 * No prop accepts it yet: observed rollouts come in a later release.
 *
 * Error rates are in percent, latencies in milliseconds.
 *
 * - `absolute()`: a fixed value. For promises to customers.
 * - `delta()`: this much more than the old version. For error rates.
 * - `ratio()`: this many times the old version's value. For latencies.
 *
 * @example
 * Analysis.thresholds({
 *   // at most 1 percentage point more errors than the old version
 *   errorRate: Limit.delta(1),
 *   // at most 80 ms
 *   p50: Limit.absolute(80),
 *   // at most 20 % slower than the old version
 *   p99: Limit.ratio(1.2),
 * });
 */
export abstract class Limit {
  /**
   * Limits the metric to a fixed value, whatever the old version does.
   *
   * @throws if the value is negative or not known at synth.
   *
   * @example
   * Limit.absolute(800);
   */
  public static absolute(value: number): Limit {
    return new PlainLimit('absolute', value);
  }

  /**
   * Lets the metric be this much above the old version's in the same minute, in percentage points or milliseconds.
   *
   * @throws if the value is negative or not known at synth.
   *
   * @example
   * Limit.delta(1);
   */
  public static delta(value: number): Limit {
    return new PlainLimit('delta', value);
  }

  /**
   * Lets the metric be this many times the old version's in the same minute.
   *
   * If the old version has no errors at all, a single error is above the limit.
   *
   * @throws if the value is below 1 or not known at synth.
   *
   * @example
   * Limit.ratio(1.2);
   */
  public static ratio(value: number): Limit {
    return new PlainLimit('ratio', value);
  }

  /** @internal */
  public abstract _render(metric: LimitMetric): LimitRule;
}

class PlainLimit extends Limit {
  constructor(private readonly kind: LimitKind, private readonly value: number) {
    super();
    new SynthValues(`Limit.${kind}()`).atLeast('value', value, kind === 'ratio' ? 1 : 0);
  }

  /** @internal */
  public _render(metric: LimitMetric): LimitRule {
    return { metric, kind: this.kind, value: this.value };
  }
}
