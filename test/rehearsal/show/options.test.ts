import { parseOptions } from '../../../rehearsal/show/options';

test('defaults: both releases of the example, fifteen times as fast', () => {
  expect(parseOptions([])).toEqual({
    app: expect.stringMatching(/examples\/typescript\/orders\/app\.ts$/),
    releases: [{ number: '2', kind: 'good' }, { number: '3', kind: 'bad' }],
    timeScale: 15,
    seed: 1,
    json: false,
  });
});

test('all options', () => {
  expect(parseOptions(['--release', 'bad', '--time-scale', '7.5', '--seed', '42', '--json', '/somewhere/app.ts'])).toEqual({
    app: '/somewhere/app.ts', releases: [{ number: '3', kind: 'bad' }], timeScale: 7.5, seed: 42, json: true,
  });
});

test('a good release alone', () => {
  expect(parseOptions(['--release=good'])!.releases).toEqual([{ number: '2', kind: 'good' }]);
});

test('--help asks for the usage only', () => {
  expect(parseOptions(['--help', '--seed', 'x'])).toBeUndefined();
});

test.each([
  [['--release', 'worse'], '`--release` must be good or bad, got: worse'],
  [['--release', 'toString'], '`--release` must be good or bad, got: toString'],
  [['--time-scale', '0'], '`--time-scale` must be a number from 1 to 20, got: 0'],
  [['--time-scale', '21'], '`--time-scale` must be a number from 1 to 20, got: 21'],
  [['--time-scale', 'fast'], '`--time-scale` must be a number from 1 to 20, got: fast'],
  [['--time-scale', ''], '`--time-scale` must be a number from 1 to 20, got: '],
  [['--seed', '1.5'], '`--seed` must be a whole number from 0 to 9007199254740991, got: 1.5'],
  [['--seed=-1'], '`--seed` must be a whole number from 0 to 9007199254740991, got: -1'],
  [['a.ts', 'b.ts'], 'at most one `app` can be given, got: a.ts b.ts'],
])('%p is refused', (args, message) => {
  expect(() => parseOptions(args)).toThrow(new Error(message));
});

test('an unknown option is refused by its name', () => {
  expect(() => parseOptions(['--speed', '3'])).toThrow(/Unknown option '--speed'/);
});
