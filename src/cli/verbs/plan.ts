import { forecastText } from './forecast-text';
import { ERROR_TEST, type ForecastQuestion, forecastRollout, GUARD, settledAt, SETTLING } from '../../analysis';
import { numberOption, parseOptions } from '../options';
import { type Verb } from '../verb';

const USAGE = `Usage: npx cdk-canary-lambda plan --rps <number> --error-rate <percent> [options]

Tells what an observed rollout with Analysis.sequential() can and cannot detect, and in what time. Needs no AWS account.

  --rps <number>             calls of the alias per second, both versions together
  --error-rate <percent>     calls of the present version that fail
  --percentage <percent>     share of the new version                           (default: 10)
  --window <minutes>         how long to observe                                (default: 15)
  --extend-by <minutes>      length of an extension                             (default: 5)
  --max-extensions <number>  how many extensions                                (default: 3)
  --false-rollback <percent> risk of rolling back a healthy version for errors  (default: ${100 * ERROR_TEST.alpha})
  --floor <percent>          share of errors below which a version is healthy   (default: ${100 * ERROR_TEST.exclusion.floor!})
  --dispersion <number>      how bursty errors are; 1: independent              (default: 1)
  --guard <percent>          failed share of both versions together that rolls
                             back; 0: switched off                              (default: ${100 * GUARD.errorShare})
  --timeout <seconds>        timeout of the function                            (default: 3)
  --json                     print JSON`;

const TEXT = { type: 'string' } as const;

const OPTIONS = {
  'rps': TEXT,
  'error-rate': TEXT,
  'percentage': TEXT,
  'window': TEXT,
  'extend-by': TEXT,
  'max-extensions': TEXT,
  'false-rollback': TEXT,
  'floor': TEXT,
  'dispersion': TEXT,
  'guard': TEXT,
  'timeout': TEXT,
  'json': { type: 'boolean' },
} as const;

export const plan: Verb = {
  name: 'plan',
  summary: 'tell what a rollout can and cannot detect, and in what time',
  usage: USAGE,
  async run(args, output) {
    const { question, json } = parse(args);
    const forecast = forecastRollout(question);
    output.out(json ? JSON.stringify(forecast, undefined, 2) : forecastText(forecast));
    return 0;
  },
};

function parse(args: string[]): { question: ForecastQuestion; json: boolean } {
  const values = parseOptions(args, OPTIONS);
  const timeout = numberOption('timeout', values.timeout, { least: 1, most: 900, unit: 'seconds' }, 3);
  return {
    json: values.json ?? false,
    question: {
      rps: numberOption('rps', values.rps, { least: 0.0001, most: 1e7, unit: 'calls per second' }),
      errorRate: numberOption('error-rate', values['error-rate'], { least: 0, most: 99.9, unit: 'percent' }),
      percentage: numberOption('percentage', values.percentage, { least: 1, most: 99, unit: 'percent' }, 10),
      window: numberOption('window', values.window, { least: 1, most: 1440, whole: true, unit: 'minutes' }, 15),
      extendBy: numberOption('extend-by', values['extend-by'], { least: 1, most: 1440, whole: true, unit: 'minutes' }, 5),
      maxExtensions: numberOption('max-extensions', values['max-extensions'], { least: 0, most: 100, whole: true, unit: 'extensions' }, 3),
      falseRollback: numberOption('false-rollback', values['false-rollback'], { least: 0.001, most: 50, unit: 'percent' }, 100 * ERROR_TEST.alpha),
      floor: numberOption('floor', values.floor, { least: 0.001, most: 50, unit: 'percent' }, 100 * ERROR_TEST.exclusion.floor!),
      dispersion: numberOption('dispersion', values.dispersion, { least: 1, most: 1000, unit: 'times' }, 1),
      guard: numberOption('guard', values.guard, { least: 0, most: 99, unit: 'percent' }, 100 * GUARD.errorShare),
      settleSeconds: settledAt(-1, timeout, SETTLING) / 1000,
    },
  };
}
