import { type Cost } from './cost';
import { of, type Outcome, percentOf, ratio } from './outcome';
import { ERROR_TEST } from '../../src/protocol/analysis/defaults';

export interface Target {
  readonly goal: string;
  readonly measured: string;
  readonly met: boolean;
}

/** Who is held to 1 % on healthy canaries; the others of the stress rows show what one must not do. */
const HELD = ['rule 10 s', 'rule 60 s', 'with φ', 'τ99', 'τ50'];
const TICKS = { 'rule 10 s': 10, 'rule 60 s': 60 };

export function targets(all: readonly Outcome[], cost: Cost): Target[] {
  const harms = [...of(all, 'race'), ...of(all, 'long')].filter(({ healthy }) => !healthy);
  return [falseRollbacks(all), allMetrics(all), found(harms), delay(harms), promotions(all, false), promotions(all, true), speed(cost), size(cost)];
}

function falseRollbacks(all: readonly Outcome[]): Target {
  const rates = all.filter(({ healthy }) => healthy).flatMap(row => Object.entries(row.watched)
    // Bursts tied to a version are what φ is for.
    .filter(([name]) => HELD.includes(name) && !(row.scenario.burst && name !== 'with φ'))
    .map(([name, { rolledBack }]) => ({ rate: rolledBack / row.runs, text: `${percentOf(rolledBack, row.runs)} (${row.title}; ${name})` })));
  const worst = rates.reduce((a, b) => (b.rate > a.rate ? b : a));
  return { goal: 'a healthy canary is rolled back in at most 1 % of rollouts per metric, in every row', measured: `worst of ${rates.length}: ${worst.text}`, met: worst.rate <= 0.01 };
}

function allMetrics(all: readonly Outcome[]): Target {
  const rows = of(all, 'latency').filter(({ watched }) => watched['all metrics']);
  const worst = Math.max(...rows.map(({ watched, runs }) => watched['all metrics'].rolledBack / runs));
  return { goal: 'at most 2 % with all metrics together', measured: `worst of ${rows.length}: ${percentOf(worst, 1)}`, met: worst <= 0.02 };
}

function found(harms: readonly Outcome[]): Target {
  const rows = harms.filter(({ boundSeconds, scenario }) => boundSeconds <= 60 * scenario.minutes);
  const worst = rows.reduce((a, b) => (b.watched['rule 60 s'].rolledBack / b.runs < a.watched['rule 60 s'].rolledBack / a.runs ? b : a));
  const share = worst.watched['rule 60 s'].rolledBack / worst.runs;
  return {
    goal: 'every harm whose bound fits the time watched is found (at least 99.9 % of runs)',
    measured: `worst of ${rows.length}: ${Number((100 * share).toFixed(2))} % (${worst.title})`,
    met: share >= 0.999,
  };
}

function delay(harms: readonly Outcome[]): Target {
  const ratios = harms.flatMap(row => Object.entries(TICKS).flatMap(([name, seconds]) => {
    const value = row.watched[name] && row.boundSeconds <= 60 * row.scenario.minutes ? ratio(row, row.watched[name], seconds) : undefined;
    return value === undefined ? [] : [{ value, text: `${row.title}; ${name}` }];
  }));
  const worst = ratios.reduce((a, b) => (b.value > a.value ? b : a));
  return {
    goal: 'median delay at most 2 × the bound wherever the bound exceeds a tick',
    measured: `worst of ${ratios.length}: ${worst.value.toFixed(2)} × (${worst.text})`,
    met: worst.value <= 2,
  };
}

/** Promotions of harms above the floor: of those beyond the ratio that must be excluded, or of those exactly at it. */
function promotions(all: readonly Outcome[], atTheRatio: boolean): Target {
  const { floor, harmRatio, missedHarm } = ERROR_TEST.exclusion;
  const rows = of(all, 'promote').filter(({ scenario: { canary, baseline } }) =>
    canary.errors > floor! && (atTheRatio ? canary.errors === harmRatio * baseline.errors : canary.errors > harmRatio * baseline.errors));
  const promoted = rows.flatMap(({ verdicts, runs, title }) =>
    Object.entries(verdicts).map(([name, { promote = 0 }]) => ({ rate: promote / runs, text: `${percentOf(promote, runs)} (${title}; ${name})` })));
  const worst = promoted.reduce((a, b) => (b.rate > a.rate ? b : a));
  const most = atTheRatio ? missedHarm : 0;
  return {
    goal: atTheRatio
      ? `a harm above the floor and exactly ×${harmRatio}, the least that must be excluded, is promoted in at most ${100 * missedHarm} %`
      : `no promotion of a harm above the floor and beyond ×${harmRatio}`,
    measured: `worst of ${promoted.length}: ${worst.rate > 0 ? worst.text : '0 %'}`,
    met: worst.rate <= most,
  };
}

function speed({ millis }: Cost): Target {
  const worst = millis.reduce((a, b) => (b[1] > a[1] ? b : a));
  return { goal: 'a verdict over 60 minutes in one pass takes at most 1 ms', measured: `at most ${worst[1].toFixed(2)} ms (${worst[0]} rps)`, met: worst[1] <= 1 };
}

function size({ minifiedBytes }: Cost): Target {
  return { goal: 'the module is at most 10 KB minified', measured: `${(minifiedBytes / 1024).toFixed(2)} KB (${minifiedBytes} bytes)`, met: minifiedBytes <= 10 * 1024 };
}
