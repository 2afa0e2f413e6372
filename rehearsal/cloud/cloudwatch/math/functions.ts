import { combine, finite, isSeries, map, type MathContext, MathError, number, type Series, series, type Value } from './value';

type MathFunction = (args: readonly Value[], context: MathContext) => Value;

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const average = (values: readonly number[]) => sum(values) / values.length;
const deviation = (values: readonly number[]) => Math.sqrt(average(values.map(value => (value - average(values)) ** 2)));

/** The functions of metric math that the rehearsal has (CloudWatch user guide, "Using math expressions"). */
export const FUNCTIONS: Record<string, MathFunction> = {
  ABS: each(Math.abs),
  CEIL: each(Math.ceil),
  FLOOR: each(Math.floor),
  LOG: each(Math.log),
  LOG10: each(Math.log10),
  AVG: reduced(average),
  MAX: reduced(values => Math.max(...values)),
  MIN: reduced(values => Math.min(...values)),
  STDDEV: reduced(deviation),
  SUM: reduced(sum),
  DATAPOINT_COUNT: reduced(values => values.length),
  FIRST: ([value]) => inOrder(series(value, 'FIRST'))[0]?.[1] ?? NaN,
  LAST: ([value]) => inOrder(series(value, 'LAST')).at(-1)?.[1] ?? NaN,
  RUNNING_SUM: ([value]) => running(series(value, 'RUNNING_SUM')),
  DIFF: ([value]) => differences(series(value, 'DIFF'), () => 1),
  RATE: ([value], { period, periods: [first = 0, second = first + period * 1000] }) =>
    // Per second of cloud time.
    differences(series(value, 'RATE'), millis => (millis / (second - first)) * period),
  IF: ([condition, then, otherwise]) => choose(condition, then, otherwise),
  FILL: ([value, filler], { periods }) => fill(value, filler, periods),
  TIME_SERIES: ([value], { periods }) => new Map(periods.map(start => [start, number(value, 'TIME_SERIES')])),
  PERIOD: (_, { period }) => period,
  METRIC_COUNT: ([values]) => (values as readonly Series[]).length,
};

function each(change: (value: number) => number): MathFunction {
  return ([value]) => map(value, change);
}

/** Reduces one series to a number, and several series to one series, period by period. */
function reduced(operator: (values: readonly number[]) => number): MathFunction {
  return ([value]) => {
    if (typeof value === 'number') return value;
    if (isSeries(value)) return value.size ? operator([...value.values()]) : NaN;
    const starts = [...new Set(value.flatMap(one => [...one.keys()]))].sort((a, b) => a - b);
    return finite(starts.map(start => [start, operator(value.flatMap(one => one.get(start) ?? []))]));
  };
}

function choose(condition: Value, then: Value, otherwise: Value | undefined): Value {
  if (typeof condition === 'number') return (condition ? then : otherwise) ?? new Map();
  const at = (value: Value | undefined, start: number) => (typeof value === 'number' ? value : value && series(value, 'IF').get(start));
  return finite([...series(condition, 'IF')].flatMap(([start, holds]) => {
    const chosen = at(holds ? then : otherwise, start);
    return chosen === undefined ? [] : [[start, chosen]];
  }));
}

function fill(value: Value, filler: Value, periods: readonly number[]): Value {
  if (!isSeries(value) && typeof value !== 'number') return value.map(one => fill(one, filler, periods) as Series);
  const known = series(value, 'FILL');
  return new Map(periods.map(start => [start, known.get(start) ?? (isSeries(filler) ? filler.get(start) ?? 0 : number(filler, 'FILL'))]));
}

function running(value: Series): Series {
  let total = 0;
  return new Map(inOrder(value).map(([start, point]) => [start, (total += point)]));
}

function differences(value: Series, per: (millis: number) => number): Series {
  const points = inOrder(value);
  return finite(points.slice(1).map(([start, point], i) => [start, (point - points[i][1]) / per(start - points[i][0])]));
}

function inOrder(value: Series): [number, number][] {
  return [...value].sort(([a], [b]) => a - b);
}

const truth = (holds: boolean) => Number(holds);

/** The operators. A word and a sign for the same operation, such as `OR` and `||`, mean the same. */
const OPERATORS: Record<string, (left: number, right: number) => number> = {
  'OR': (a, b) => truth(a !== 0 || b !== 0),
  '||': (a, b) => truth(a !== 0 || b !== 0),
  'AND': (a, b) => truth(a !== 0 && b !== 0),
  '&&': (a, b) => truth(a !== 0 && b !== 0),
  '==': (a, b) => truth(a === b),
  '!=': (a, b) => truth(a !== b),
  '<': (a, b) => truth(a < b),
  '>': (a, b) => truth(a > b),
  '<=': (a, b) => truth(a <= b),
  '>=': (a, b) => truth(a >= b),
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '^': (a, b) => a ** b,
};

export function operate(operator: string, left: Value, right: Value): Value {
  if (!OPERATORS[operator]) throw new MathError(`metric math has no operator ${operator}`);
  return combine(left, right, OPERATORS[operator]);
}
