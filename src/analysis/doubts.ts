import { type LimitEvidence, type MetricEvidence } from './evidence';
import { log, max, min } from './log-space';
import { bursts, nameOf, overLimit } from './reasons';
import { type AnalysisSettings } from './settings';
import { isSilenced } from './silence';
import { type AnalysisState } from './state';
import { type Cause } from './verdict';
import { odds, plural, whole } from './words';

/** The gravest first. */
export const CAUSES = ['missing', 'suspicious', 'manual', 'undecided'] as const satisfies readonly Cause[];
export const [MISSING, SUSPICIOUS, MANUAL, UNDECIDED] = CAUSES;

/** What must hold before a canary may be promoted, why it is a doubt if it does not, and in which words. A number that is none holds nothing. */
export type Condition = readonly [holds: boolean, cause: Cause, words: string];

/** What the canary still owes. */
export const doubts = (
  settings: AnalysisSettings, { settled, traffic, newest, silent, longest }: AnalysisState,
  metrics: readonly MetricEvidence[], limits: readonly LimitEvidence[], windowMinutes: number,
): Condition[] => {
  const { minimumMinutes, minimumCalls, calm, recentCalm } = settings.promotion;
  const needed = min(minimumMinutes, windowMinutes);
  const canaryCalls = traffic[2];
  const covered = ({ metric, seen, lastSeen, blind }: MetricEvidence | LimitEvidence, least: number): Condition[] => {
    const unseen = newest! - lastSeen!;
    const cause = blind > 0 ? MISSING : isSilenced(traffic, longest) ? SUSPICIOUS : UNDECIDED;
    return [
      [seen >= least, cause, `${nameOf(metric)} seen in ${whole(seen)} of ${plural(least)}`],
      [unseen < settings.settling.mostMissing || !seen, cause, `${nameOf(metric)} not seen in the last ${plural(unseen)}`],
    ];
  };
  const conditions: Condition[] = settings.kind === 'manual' ? [[false, MANUAL, 'only a person decides']] : [
    [metrics.length + limits.length > 0, MISSING, 'nothing is compared'],
    ...metrics.flatMap(({ metric, value, recent, cleared, clearLine, dispersion }): Condition[] => {
      const calmed = value < log(calm);
      // What has just begun is told only where the whole does not tell it.
      const [newly, evidence, line] = calmed ? ['newest ', recent, recentCalm] as const : ['', value, calm] as const;
      return [
        [evidence < log(line), SUSPICIOUS, `${newly}evidence on ${nameOf(metric)} ${odds(evidence)}, calm below ${line} : 1`],
        [cleared >= clearLine || !calmed, UNDECIDED, `harm in ${nameOf(metric)} not excluded${bursts(dispersion)}`],
      ];
    }),
    ...limits.map((limit): Condition => [limit.streak === 0, SUSPICIOUS, overLimit(limit.metric)]),
    ...metrics.flatMap(metric => covered(metric, needed)),
    ...limits.flatMap(limit => covered(limit, max(needed, limit.minutes))),
    [settled >= needed, UNDECIDED, `${plural(settled)} of ${needed} observed`],
    [canaryCalls >= minimumCalls, canaryCalls > 0 ? UNDECIDED : MISSING, `${plural(canaryCalls, 'canary call')} of ${minimumCalls} seen`],
    [!isSilenced(traffic, silent), SUSPICIOUS, `none of the last ${plural(silent, 'call')} went to the canary`],
  ];
  return conditions.filter(([holds]) => !holds);
};
