import { digits, duration, type Forecast, type MetricForecast, percent, plural, whole } from '../../analysis';

/** The forecast as tables with bars: one row per harm, a bar as long as the logarithm of its time, a mark where the window ends. */
export function forecastText(forecast: Forecast): string {
  const { question: { rps, percentage, errorRate, window, extendBy, maxExtensions, settleSeconds }, canaryCallsPerMinute } = forecast;
  const extensions = maxExtensions > 0 ? `, up to ${duration(window + extendBy * maxExtensions)} if extended` : '';
  return [
    `${rps} calls/s, ${percentage} % of them to the canary: ${calls(canaryCallsPerMinute)} a minute. `
      + `${percent(errorRate / 100)} of calls fail today.`,
    `Window: ${plural(window, 'settled minute')}${extensions}; a minute settles ${settleSeconds} s after it ends.`,
    '',
    ...table('Failed calls', 'canary fails', forecast.errors, window),
    '',
    ...table('Calls slower than today\'s p99', 'canary slower', forecast.tailLatency, window),
    '',
    ...table('Calls slower than today\'s p50', 'canary slower', forecast.medianLatency, window),
    '',
    ...advice(forecast),
  ].join('\n');
}

function table(title: string, shareTitle: string, { harms, baselinePercent, clearedAfter }: MetricForecast, window: number): string[] {
  const rows = harms.map(harm => [
    harm.harm,
    percent(harm.percent / 100),
    timeUntil(harm.minutes),
    timeUntil(harm.likelyMinutes),
    harm.badCalls === undefined ? '–' : whole(harm.badCalls),
    harm.seenInWindow + (harm.tolerated && harm.seenInWindow !== 'yes' ? ' *' : ''),
  ]);
  const head = ['harm', shareTitle, 'half see it in', '9 of 10 in', 'bad calls', 'seen'];
  const widths = head.map((name, i) => Math.max(name.length, ...rows.map(row => row[i].length)));
  const line = (cells: string[]) => cells.map((cell, i) => (i === 0 || i === 5 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ');
  return [
    `${title} (today ${percent(baselinePercent / 100)}; half of the healthy canaries may be promoted after ${timeUntil(clearedAfter)})`,
    `  ${line(head)}  ${axis()}`,
    ...rows.map((row, i) => `  ${line(row)}  ${bar(harms[i].minutes, window)}`),
  ];
}

/** Columns of the plot: a factor of ten in time is eight columns wide. The plot ends after a week. */
const DECADE = 8;
const COLUMNS = 4 * DECADE;

function column(minutes: number): number {
  return Math.min(COLUMNS, Math.round(DECADE * Math.log10(minutes)));
}

function axis(): string {
  const marks: [number, string][] = [[1, '1 min'], [10, '10 min'], [100, '100 min'], [1440, '1 day']];
  return marks.reduce((text, [minutes, label]) => text.padEnd(column(minutes)) + label, '');
}

/** A bar up to this time, with a mark at the end of the window. */
function bar(minutes: number | undefined, window: number): string {
  const end = column(window);
  const filled = minutes === undefined ? COLUMNS : column(minutes);
  const cells = Array.from({ length: Math.max(filled, end) + 1 }, (_, i) => (i === end ? '│' : i <= filled ? '█' : ' '));
  return cells.join('').trimEnd() + (minutes === undefined ? '▶' : '');
}

function advice({ question, smallestPercent, percentageForDoubling, errors, tailLatency, medianLatency, guard }: Forecast): string[] {
  const { window, percentage, errorRate } = question;
  const metrics = [errors, tailLatency, medianLatency];
  const lines: string[] = [];
  if (metrics.some(({ harms }) => harms.some(({ tolerated, seenInWindow }) => tolerated && seenInWindow !== 'yes'))) {
    lines.push('* Small enough to be promoted if it is not seen: below the floor, or less than a doubling.');
  }
  lines.push(smallestPercent === undefined
    ? `Too little traffic: nothing is seen for sure in ${plural(window, 'minute')}, not even a canary that fails every call.`
    : `Nine of ten rollouts see a canary that fails ${percent(smallestPercent / 100)} of calls in ${plural(window, 'minute')}.`);
  const doubling = errors.harms.find(({ harm }) => harm === '×2');
  if (doubling && doubling.seenInWindow !== 'yes') {
    lines.push(percentageForDoubling === undefined
      ? `Fewer than nine of ten would see a doubling of ${percent(errorRate / 100)}, even with half of the traffic on the canary.`
      : `Nine of ten would see a doubling with ${percentageForDoubling} % instead of ${percentage} % of the traffic on the canary.`);
  }
  const times = metrics.map(({ clearedAfter }) => clearedAfter);
  if (times.some(time => time === undefined || time > window)) {
    const slowest = times.includes(undefined) ? undefined : Math.max(...times.map(time => time!));
    lines.push(`Healthy canaries will often not be promoted in the window: half of them need ${timeUntil(slowest)} or more.`,
      'Watch longer, shift more traffic, raise the floor, or say in `onInconclusive` what to do.');
  }
  if (guard) {
    lines.push(`The guard rolls back if both versions together are proven to fail over ${percent(guard.limitPercent / 100)} of calls, whatever the cause.`);
    if (guard.near) {
      lines.push(`Today's ${percent(errorRate / 100)} is near the guard's ${percent(question.guard / 100)} or above it. While the usual share is known from the last 24 hours,`,
        'the guard tolerates twice that share; otherwise it may roll healthy versions back. Raise `guard.errorRate`, or switch the guard off.');
    }
  }
  return lines;
}

function calls(perMinute: number): string {
  return perMinute < 10 ? `${digits(perMinute)} canary calls` : plural(perMinute, 'canary call');
}

function timeUntil(minutes: number | undefined): string {
  return minutes === undefined ? 'over a month' : duration(minutes);
}
