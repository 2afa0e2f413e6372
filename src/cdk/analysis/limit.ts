import { type LimitKind, type LimitMetric, type LimitRule } from '../../analysis/settings';
import { SynthValues } from '../shared/synth-values';

/**
 * How far the new version may go in one metric of `Analysis.thresholds()`.
 *
 * Error rates are in percent, latencies in milliseconds.
 *
 * @example
 * Analysis.thresholds({ errorRate: Limit.delta(1), p99: Limit.ratio(1.2) });
 */
export abstract class Limit {
  /**
   * A fixed value, whatever the old version does.
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
   * So much more than the old version in the same minute: percentage points, or milliseconds.
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
   * So many times the old version's value in the same minute. Where the old version has no errors at all, one error is over it.
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
