import { styleText } from 'node:util';
import { type Outcome } from './outcome';
import { type VersionCounts } from './version-counts';
import { duration, percent } from './words';

/** The lines that summarize a release after its end. */
export function summary(outcome: Outcome, timeScale: number): string[] {
  const { release, result, oldVersion, newVersion, steps, versions, customers, stackStatus } = outcome;
  const time = (seconds: number | undefined) => (seconds === undefined ? 'not measured' : `${duration(seconds)} (${(seconds / timeScale).toFixed(1)} s of real time)`);
  const headline = result === 'Succeeded'
    ? `${styleText('green', `✓ ${release}: Succeeded`)}: version ${newVersion} serves all traffic`
    : `${styleText('green', `✓ ${release}: rolled back`)}: version ${oldVersion} serves all traffic again`;
  const { requests, failed, givenUp } = customers;
  return [
    '',
    headline,
    ...steps.map(step => `  at ${step.percentage} %: ${step.versions.map(served).join(', ')}`),
    `  in total: ${versions.map(served).join(', ')}`,
    `  customers sent ${requests} requests, ${failed} failed${failed ? ` (${percent(failed / requests)}); ${givenUp} failed again on the second try` : ''}`,
    ...(result === 'RolledBack' ? [
      `  time to detect: ${time(outcome.secondsToDetect)}, from the first shift to the alarm`,
      `  time to roll back: ${time(outcome.secondsToRollBack)}, from the alarm until all traffic was back`,
    ] : [`  the rollout took ${time(outcome.rolloutSeconds)}`]),
    `  the stack is ${stackStatus}`,
  ];
}

export function served({ version, requests, errors }: VersionCounts): string {
  return `version ${version} served ${requests}${errors ? ` (${errors} failed)` : ''}`;
}
