import { type Construct } from 'constructs';
import { type SequentialAnalysisOptions } from './sequential-analysis-options';
import { sequentialSettings } from './sequential-settings';
import { type ThresholdAnalysisOptions } from './threshold-analysis-options';
import { thresholdSettings } from './threshold-settings';
import { type AnalysisSettings } from '../../analysis';
import { foreignProblem } from '../shared/checks';
import { CanaryLambdaError } from '../shared/errors';

/**
 * How an observed rollout judges the new version against the old one while both serve customers.
 *
 * A person can always decide first. Time counts in settled minutes: those whose numbers are complete.
 *
 * @example
 * Analysis.sequential();
 */
export abstract class Analysis {
  /**
   * Compares failed and slow calls of both versions by a test that stays right however often one looks.
   *
   * Rolls back as soon as harm is proven, without waiting for a number of calls; promotes once harm is excluded; says so if it
   * can tell neither. With the defaults a healthy version is rolled back in at most 2 of 100 rollouts, extensions included, as long as
   * calls fail independently or in bursts like the old version's, and not more than 5 % (or twice the usual) of both versions' fail.
   *
   * `npx cdk-canary-lambda plan` tells what it can see at your traffic, and in what time.
   *
   * @throws if a number is out of its range or not known at synth.
   *
   * @example
   * Analysis.sequential({ falseRollbackBudget: 1, errors: { floor: 0.5 } });
   */
  public static sequential(options: SequentialAnalysisOptions = {}): Analysis {
    return new SettledAnalysis(sequentialSettings(options));
  }

  /**
   * The familiar rule: limits, judged minute by minute.
   *
   * Fixed limits either cry wolf or go blind, depending on the traffic: at 5 calls a second one error a minute is a rate of 3 %,
   * and at 500 five times as many errors as before stay below 1 %. Prefer `Analysis.sequential()`.
   *
   * @throws if there is no limit, or a number is out of its range or not known at synth.
   *
   * @example
   * Analysis.thresholds({ errorRate: Limit.delta(1), p99: Limit.ratio(1.2) });
   */
  public static thresholds(options: ThresholdAnalysisOptions): Analysis {
    return new SettledAnalysis(thresholdSettings(options));
  }

  /**
   * Only a person decides. The evidence of `Analysis.sequential()` is shown, and decides nothing.
   *
   * @example
   * Analysis.manual();
   */
  public static manual(): Analysis {
    return new SettledAnalysis({ ...sequentialSettings({}), kind: 'manual', guard: undefined });
  }

  /** @internal */
  public abstract _render(): AnalysisSettings;
}

class SettledAnalysis extends Analysis {
  constructor(private readonly settings: AnalysisSettings) {
    super();
  }

  /** @internal */
  public _render(): AnalysisSettings {
    return this.settings;
  }
}

/** The settings of an analysis as plain JSON; throws if it does not come from a factory. @internal */
export function renderAnalysis(scope: Construct, analysis: Analysis): AnalysisSettings {
  if (typeof analysis._render === 'function') return analysis._render();
  throw new CanaryLambdaError(scope, foreignProblem('analysis', analysis, 'Analysis', 'a factory such as Analysis.sequential()'));
}
