import { of, type Outcome } from './outcome';

const WATCHERS = ['rule 10 s', 'rule 60 s', '(i) 1 min', '(i) 5 min', '(ii)', '(iii)', '(iii′)', '(iv)'];
const [WIDTH, HEIGHT, TOP, BOTTOM] = [940, 400, 50, 340];
const STYLE = `
    text { font: 12px system-ui, sans-serif; fill: #24292f } .title { font-weight: 600; font-size: 13px }
    .grid { stroke: #d0d7de } .line { stroke: #57606a; fill: none } .ours { fill: #1a7f37 } .theirs { fill: #bc4c00 } .tick { fill: #0969da }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3 } .grid { stroke: #30363d } .line { stroke: #8b949e } .ours { fill: #3fb950 } .theirs { fill: #f0883e } .tick { fill: #58a6ff }
    }`;

/** Two pictures: how often each watcher rolls back healthy canaries, and how near the rule comes to the bound. */
export function plot(all: readonly Outcome[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="t d">`,
    '<title id="t">The verdict, played</title>',
    '<desc id="d">Left: share of healthy canaries rolled back, six kinds of traffic, by the rule and by its rivals. Right: median detection time against its lower bound.</desc>',
    `<style>${STYLE}\n</style>`,
    ...falseRollbacks(of(all, 'race').filter(({ healthy }) => healthy)),
    ...delays(of(all, 'race', 'long', 'sizes').filter(({ healthy, bounds, scenario }) => !healthy && bounds['rule 60 s'] <= 60 * scenario.minutes)),
    '</svg>',
    '',
  ].join('\n');
}

/** Plots the square root of the share, so that 1 % is visibly above 0. */
function falseRollbacks(rows: readonly Outcome[]): string[] {
  const y = (share: number) => BOTTOM - (BOTTOM - TOP) * Math.sqrt(share);
  const x = (column: number) => 78 + column * 48;
  return [
    text(20, 24, 'Healthy canaries rolled back in 30 minutes', 'title'),
    ...[0, 0.01, 0.1, 0.25, 0.5, 1].flatMap(share => [line(56, y(share), 440, y(share), 'grid'), text(48, y(share) + 4, `${100 * share} %`, '', 'end')]),
    ...WATCHERS.flatMap((name, column) => [
      ...rows.map((row, i) => dot(x(column) + (i - 2.5) * 5, y(row.watched[name].rolledBack / row.runs), column < 2 ? 'ours' : 'theirs', `${name}: ${row.title}`)),
      text(x(column), BOTTOM + 20 + (column % 2) * 15, name, '', 'middle'),
    ]),
    text(56, HEIGHT - 8, 'Six dots each: 0.1 % and 1 % of calls fail, at 5, 50 and 500 calls a second.'),
  ];
}

function delays(rows: readonly Outcome[]): string[] {
  const [left, right] = [530, 915];
  // One second to one day, on both axes.
  const scale = (seconds: number) => Math.log10(Math.max(1, seconds)) / Math.log10(86_400);
  const x = (seconds: number) => left + (right - left) * scale(seconds);
  const y = (seconds: number) => BOTTOM - (BOTTOM - TOP) * scale(seconds);
  const marks: [number, string][] = [[1, '1 s'], [10, '10 s'], [60, '1 min'], [600, '10 min'], [3600, '1 h'], [36_000, '10 h']];
  const points = (name: string, kind: string) => rows.filter(({ watched }) => watched[name]?.medianSeconds !== undefined)
    .map(row => dot(x(row.bounds[name]), y(row.watched[name].medianSeconds!), kind, `${name}: ${row.title}`));
  return [
    text(left - 40, 24, 'Median time to find a harm, against the bound', 'title'),
    ...marks.flatMap(([seconds, label]) => [
      line(left, y(seconds), right, y(seconds), 'grid'), text(left - 6, y(seconds) + 4, label, '', 'end'),
      line(x(seconds), TOP, x(seconds), BOTTOM, 'grid'), text(x(seconds), BOTTOM + 20, label, '', 'middle'),
    ]),
    line(x(1), y(1), x(86_400), y(86_400), 'line'),
    line(x(1), y(2), x(43_200), y(86_400), 'line', '4 3'),
    text(x(15_000), y(9_000), 'bound', '', 'start'),
    text(x(1_500), y(14_000), '2 × bound', '', 'end'),
    ...points('rule 10 s', 'tick'),
    ...points('rule 60 s', 'ours'),
    dot(left + 4, HEIGHT - 12, 'ours'), text(left + 12, HEIGHT - 8, 'looking every 60 s'),
    dot(left + 154, HEIGHT - 12, 'tick'), text(left + 162, HEIGHT - 8, 'looking every 10 s'),
  ];
}

function text(x: number, y: number, content: string, kind = '', anchor = 'start'): string {
  return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}"${kind && ` class="${kind}"`}>${content}</text>`;
}

function line(x1: number, y1: number, x2: number, y2: number, kind: string, dashes = ''): string {
  return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" class="${kind}"${dashes && ` stroke-dasharray="${dashes}"`}/>`;
}

function dot(x: number, y: number, kind: string, title = ''): string {
  return `<circle cx="${round(x)}" cy="${round(y)}" r="3.5" class="${kind}">${title && `<title>${title}</title>`}</circle>`;
}

function round(value: number): number {
  return Number(value.toFixed(1));
}
