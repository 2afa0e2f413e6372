import { cpus } from 'node:os';
import { type Cost } from './cost';
import { against, cell, of, type Outcome, percentOf, ratio, time } from './outcome';
import { CHANGES, RATES, TRAFFIC } from './rows';
import { targets } from './targets';

const RIVALS = ['(i) 1 min', '(i) 5 min', '(ii)', '(iii)', '(iii′)', '(iv)'];

/** The whole page. */
export function report(all: readonly Outcome[], cost: Cost, runs: number, seed: number, seconds: number): string {
  return [
    '# The verdict, played',
    '',
    `${runs.toLocaleString('en-US')} runs a row, 30 minutes, 10 % canary, α = 1 % unless noted otherwise; seed ${seed}. Node ${process.version}, ${cpus().length} cores, `
      + `${Math.floor(seconds / 60)} min ${seconds % 60} s. Made by \`npm run bench -- verdict\`.`,
    '',
    '![False rollbacks of healthy canaries, and detection times against the bound](verdict.svg)',
    '',
    '## Targets',
    '',
    table(['goal', 'measured', 'met'], targets(all, cost, seconds).map(({ goal, measured, met }) => [goal, measured, met ? 'yes' : '**no**'])),
    '',
    '## The rule against what others use',
    '',
    'Change "none": share of healthy canaries rolled back, with a look at every tick. Other rows: median time to the rollback, preceded by the '
      + 'share found if it was not 100 %; only the share if the median run was missed. "bound": the mean time that no test which is right at every '
      + 'look can beat. "×": median over bound, if the bound exceeds a tick. CloudWatch\'s two minutes to settle add to all times.',
    '',
    '(i) the canary\'s rate over the trailing 1 or 5 minutes is more than one point above the baseline\'s. (ii) an alarm on the alias, > 1 % in a minute. '
      + '(iii) an alarm on `ExecutedVersion`, > 1 % in a minute; (iii′) any error in a minute. (iv) Mann-Whitney on minutes, p ≤ 0.01, from minute 5.',
    '',
    race(of(all, 'race')),
    '',
    'The speed of a rival means nothing if its "none" row is high.',
    '',
    '## Harms whose bound exceeds the window, watched until found',
    '',
    table(['harm', 'bound', 'found', 'median', '× bound'], of(all, 'long').map(row => {
      const watched = row.watched['rule 60 s'];
      return [row.title, time(row.bounds['rule 60 s']), percentOf(watched.rolledBack, row.runs), time(watched.medianSeconds ?? Infinity), ratio(row, 'rule 60 s')?.toFixed(2) ?? '–'];
    })),
    '',
    '## Sizes: what is found of harms whose bound is near the window',
    '',
    'The bound limits the *mean* time of any test that is right at every look. So any such test misses a harm whose bound just fits the window '
      + 'in a large part of the rollouts, and none can find every harm whose bound fits. '
      + 'What holds: a harm is found in 998 of 1,000 runs if its bound is at most a fifth of the window.',
    '',
    table(['harm', 'bound', 'bound / window', 'found', 'median', '× bound'], of(all, 'sizes').map(row => {
      const watched = row.watched['rule 60 s'];
      const bound = row.bounds['rule 60 s'];
      return [row.title, time(bound), (bound / 60 / row.scenario.minutes).toFixed(2), percentOf(watched.rolledBack, row.runs),
        time(watched.medianSeconds ?? Infinity), ratio(row, 'rule 60 s')?.toFixed(2) ?? '–'];
    })),
    '',
    '## Default settings: healthy canaries rolled back',
    '',
    'All metrics and the guard. "default settings": φ and the usual share of errors are measured from the 24 hours before; "history unknown": both are unknown. '
      + 'Rows marked * lie outside of the promise: both versions really failed more than the guard tolerates, so it rolls back, whatever the cause.',
    '',
    table(['rollout', 'default settings', 'history unknown'], of(all, 'defaults').map(row =>
      [row.title + (row.beyond ? ' *' : ''), ...['default settings', 'history unknown'].map(name => (row.watched[name] ? cell(row, row.watched[name]) : ''))])),
    '',
    '## Stress',
    '',
    'The rule looks every 60 s. Healthy canaries: share rolled back. Others: time to find the harm, failed canary calls until then, bound and ratio to it (bursts have no bound: it holds for independent calls). '
      + 'Rows marked * lie outside of the promise: bursts far from geometric ones, very large, or of one size with half of the traffic on the canary.',
    '',
    stress(of(all, 'stress')),
    '',
    '## Latency',
    '',
    'Each test at α = 0.4 %; lognormal durations (σ = 0.5). Tolerated: half again as many calls over the old p99 (θ0 = 1.5), and odds up to 1.1 for the median.',
    '',
    table(['rollout', 'τ99', '', 'τ50', ''], of(all, 'latency')
      .map(row => [row.title, ...['τ99', 'τ50'].flatMap(name => [cell(row, row.watched[name]), against(row, name)])])),
    '',
    '## Verdicts after a window of 30 minutes without extensions',
    '',
    'Promoted / rolled back / inconclusive. "early": promoted as soon as the conditions hold, from minute 10 on. "default settings": all metrics and the guard.',
    '',
    promote(of(all, 'promote')),
    '',
    '### Slower canaries',
    '',
    promote(of(all, 'slow')),
    '',
    '### Harm that begins late',
    '',
    'A rollout that is neither promoted nor rolled back is extended, if an extension is left.',
    '',
    promote(of(all, 'late')),
    '',
    '## Cost',
    '',
    table(['60 minutes in one pass, all metrics, guard, φ = 2', 'ms'], cost.millis.map(({ what, millis }) => [what, millis.toFixed(2)])),
    '',
    `Module minified: ${cost.minifiedBytes.toLocaleString('en-US')} bytes. `
      + `\`readHistory()\`, which prepares its input once per rollout: ${cost.historyBytes.toLocaleString('en-US')} bytes.`,
    '',
  ].join('\n');
}

function race(rows: readonly Outcome[]): string {
  const lines = rows.map((row, i) => {
    const [rate, rps, change] = [RATES[Math.floor(i / 12)], TRAFFIC[Math.floor(i / 4) % 3], CHANGES[i % 4][0]];
    const rule = (name: string) => {
      const times = ratio(row, name);
      return [cell(row, row.watched[name]), times === undefined ? '' : times.toFixed(1)];
    };
    return [`${100 * rate} %`, String(rps), change, time(row.bounds['rule 60 s']), ...rule('rule 10 s'), ...rule('rule 60 s'),
      ...RIVALS.map(name => cell(row, row.watched[name]))];
  });
  return table(['errors', 'rps', 'change', 'bound', 'rule 10 s', '×', 'rule 60 s', '×', ...RIVALS], lines);
}

function stress(rows: readonly Outcome[]): string {
  return table(['rollout', 'result'], rows.map(row => [row.title, Object.entries(row.watched).map(([name, watched]) => {
    const served = row.healthy || watched.medianSeconds === undefined ? '' : `${Math.round(watched.canaryErrors)} failed calls`;
    const notes = [served, against(row, name)].filter(text => text !== '').join('; ');
    return `${name}: ${cell(row, watched)}${notes && ` (${notes})`}`;
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
