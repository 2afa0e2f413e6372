import { cpus } from 'node:os';
import { type Cost } from './cost';
import { cell, of, type Outcome, percentOf, ratio, time } from './outcome';
import { CHANGES, RATES, TRAFFIC } from './rows';
import { targets } from './targets';

const RIVALS = ['(i) 1 min', '(i) 5 min', '(ii)', '(iii)', '(iii′)', '(iv)'];

/** The whole page. */
export function report(all: readonly Outcome[], cost: Cost, runs: number, seed: number): string {
  return [
    '# The verdict, played',
    '',
    `${runs.toLocaleString('en-US')} runs a row, 30 minutes, 10 % canary, α = 1 % where not said otherwise; seed ${seed}. Node ${process.version}, ${cpus().length} cores. `
      + 'Made by `npm run bench -- verdict`.',
    '',
    '![False rollbacks of healthy canaries, and detection times against the bound](verdict.svg)',
    '',
    '## Targets',
    '',
    table(['goal', 'measured', 'met'], targets(all, cost).map(({ goal, measured, met }) => [goal, measured, met ? 'yes' : '**no**'])),
    '',
    '## The rule against what others use',
    '',
    'Change "none": healthy canaries rolled back, with a look at every tick. Other rows: median time to the rollback, preceded by the share found '
      + 'if not all were; only the share if the median run was missed. "bound": what no test that is right at every look can beat on average; '
      + '"×": median over bound, where the bound exceeds a tick. CloudWatch\'s two minutes to settle come on top for all.',
    '',
    '(i) canary\'s rate over the trailing 1 or 5 minutes more than one point above the baseline\'s. (ii) alarm on the alias, > 1 % in a minute. '
      + '(iii) alarm on `ExecutedVersion`, > 1 % in a minute; (iii′) any error in a minute. (iv) Mann-Whitney on minutes, p ≤ 0.01, from minute 5.',
    '',
    race(of(all, 'race')),
    '',
    'A rival\'s speed means nothing where its "none" row is high.',
    '',
    '## Harms whose bound exceeds the window, watched until found',
    '',
    table(['harm', 'bound', 'found', 'median', '× bound'], of(all, 'long').map(row => {
      const watched = row.watched['rule 60 s'];
      return [row.title, time(row.boundSeconds), percentOf(watched.rolledBack, row.runs), time(watched.medianSeconds ?? Infinity), ratio(row, watched, 60)?.toFixed(2) ?? '–'];
    })),
    '',
    '## Stress',
    '',
    'The rule looks every 60 s. Healthy canaries: share rolled back. Others: time to find, and failed canary calls by then.',
    '',
    stress(of(all, 'stress')),
    '',
    '## Latency',
    '',
    'Each test at α = 0.5 %; lognormal durations (σ = 0.5). Up to half as many more calls over the old p99 is tolerated (θ0 = 1.5), odds up to 1.1 for the median. '
      + '"all metrics": errors and both latencies, 2 % in all.',
    '',
    table(['rollout', 'τ99', 'τ50', 'all metrics'], of(all, 'latency')
      .map(row => [row.title, ...['τ99', 'τ50', 'all metrics'].map(name => (row.watched[name] ? cell(row, row.watched[name]) : ''))])),
    '',
    '## Verdicts after a window of 30 minutes without extensions',
    '',
    'Promoted / rolled back / inconclusive. "early" promotes as soon as it may, from minute 10 on.',
    '',
    promote(of(all, 'promote')),
    '',
    '## Cost',
    '',
    table(['60 minutes in one pass, all metrics', 'ms'], cost.millis.map(([rps, millis]) => [`${rps} rps`, millis.toFixed(2)])),
    '',
    `Module minified: ${cost.minifiedBytes.toLocaleString('en-US')} bytes.`,
    '',
  ].join('\n');
}

function race(rows: readonly Outcome[]): string {
  const lines = rows.map((row, i) => {
    const [rate, rps, change] = [RATES[Math.floor(i / 12)], TRAFFIC[Math.floor(i / 4) % 3], CHANGES[i % 4][0]];
    const rule = (name: string, tick: number) => {
      const times = ratio(row, row.watched[name], tick);
      return [cell(row, row.watched[name]), times === undefined ? '' : times.toFixed(1)];
    };
    return [`${100 * rate} %`, String(rps), change, time(row.boundSeconds), ...rule('rule 10 s', 10), ...rule('rule 60 s', 60),
      ...RIVALS.map(name => cell(row, row.watched[name]))];
  });
  return table(['errors', 'rps', 'change', 'bound', 'rule 10 s', '×', 'rule 60 s', '×', ...RIVALS], lines);
}

function stress(rows: readonly Outcome[]): string {
  return table(['rollout', 'result'], rows.map(row => [row.title, Object.entries(row.watched).map(([name, watched]) => {
    const served = row.healthy || watched.medianSeconds === undefined ? '' : ` (${Math.round(watched.canaryErrors)} failed calls)`;
    return `${name}: ${cell(row, watched)}${served}`;
  }).join(' · ')]));
}

function promote(rows: readonly Outcome[]): string {
  const names = Object.keys(rows[0].verdicts);
  return table(['rollout', ...names], rows.map(({ title, verdicts, runs }) =>
    [title, ...names.map(name => (['promote', 'rollback', 'inconclusive'] as const).map(verdict => percentOf(verdicts[name][verdict] ?? 0, runs)).join(' / '))]));
}

function table(head: string[], rows: string[][]): string {
  return [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n');
}
