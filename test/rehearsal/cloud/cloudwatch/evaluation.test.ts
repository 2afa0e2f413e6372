import { evaluate, type EvaluationSettings, reasonOf } from '../../../../rehearsal/cloud/cloudwatch/alarms/evaluation';

const MINUTE = 60_000;

/** An alarm on values above 0. In the pictures `0` is within the threshold, `X` beyond it, `-` missing; the newest comes last. */
function stateFor(picture: string, settings: Partial<EvaluationSettings>) {
  const range = picture.split(' ').map((sign, i) => (sign === '-' ? undefined : { start: i * MINUTE, value: sign === 'X' ? 1 : 0 }));
  return evaluate({ ComparisonOperator: 'GreaterThanThreshold', Threshold: 0, EvaluationPeriods: 3, StateValue: 'OK', ...settings }, range).state;
}

const TREATMENTS = ['missing', 'ignore', 'breaching', 'notBreaching'];

// The tables of the CloudWatch user guide, "Configuring how CloudWatch alarms treat missing data". RETAIN: the state before.
describe.each([
  [3, '0 - X - X', ['OK', 'OK', 'OK', 'OK']],
  [3, '0 - - - -', ['OK', 'OK', 'OK', 'OK']],
  [3, '- - - - 0', ['OK', 'OK', 'OK', 'OK']],
  [3, '- - - - -', ['INSUFFICIENT_DATA', 'RETAIN', 'ALARM', 'OK']],
  [3, '0 X X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  [3, '- - - - X', ['INSUFFICIENT_DATA', 'RETAIN', 'ALARM', 'OK']],
  [3, '- - X - -', ['ALARM', 'RETAIN', 'ALARM', 'OK']],
  [3, 'X - - - -', ['ALARM', 'RETAIN', 'ALARM', 'OK']],
  [2, '0 - X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  [2, '0 0 X 0 X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
  [2, '0 - X - -', ['OK', 'OK', 'ALARM', 'OK']],
  [2, '- - - - 0', ['OK', 'OK', 'ALARM', 'OK']],
  [2, '- - - X -', ['ALARM', 'RETAIN', 'ALARM', 'OK']],
  [2, '- - - - X', ['INSUFFICIENT_DATA', 'RETAIN', 'ALARM', 'OK']],
])('%i of 3, %s', (DatapointsToAlarm, picture, states) => {
  test.each(TREATMENTS.map((treatment, i) => [treatment, states[i]] as const))('%s: %s', (TreatMissingData, state) => {
    for (const StateValue of ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const) {
      expect(stateFor(picture, { DatapointsToAlarm, TreatMissingData, StateValue })).toBe(state === 'RETAIN' ? StateValue : state);
    }
  });
});

test('the default treatment of missing data is `missing`', () => {
  expect(stateFor('- - - - -', { StateValue: 'ALARM' })).toBe('INSUFFICIENT_DATA');
});

test('by default all periods must breach', () => {
  expect(stateFor('X X 0 X X', {})).toBe('OK');
  expect(stateFor('0 0 X X X', {})).toBe('ALARM');
});

test.each([
  ['GreaterThanThreshold', [false, false, true]],
  ['GreaterThanOrEqualToThreshold', [false, true, true]],
  ['LessThanThreshold', [true, false, false]],
  ['LessThanOrEqualToThreshold', [true, true, false]],
] as const)('%s', (ComparisonOperator, expected) => {
  const alarmed = [4, 5, 6].map(value =>
    evaluate({ ComparisonOperator, Threshold: 5, EvaluationPeriods: 1, StateValue: 'OK' }, [{ start: 0, value }]).state === 'ALARM');
  expect(alarmed).toEqual(expected);
});

describe('the reason', () => {
  const settings: EvaluationSettings = { ComparisonOperator: 'GreaterThanOrEqualToThreshold', Threshold: 5, EvaluationPeriods: 2, DatapointsToAlarm: 1 };

  test('names the values, the threshold and the minimum number of datapoints', () => {
    const range = [{ start: 0, value: 4 }, { start: MINUTE, value: 7 }];
    expect(reasonOf(settings, evaluate(settings, range))).toBe(
      'Threshold Crossed: 1 out of the last 2 datapoints [7 (1970-01-01T00:01:00.000Z)] was '
      + 'greater than or equal to the threshold (5) (minimum 1 datapoint for OK -> ALARM transition).');
  });

  test('says that no data was received', () => {
    const silent = { ...settings, TreatMissingData: 'notBreaching' };
    expect(reasonOf(silent, evaluate(silent, [undefined, undefined])))
      .toBe('Insufficient Data: no datapoints were received for 2 periods and missing datapoints were treated as [NonBreaching]');
  });
});
