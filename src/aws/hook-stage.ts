import { type Deployment } from './deployment';

/** What an alias points at: its version, and whether it serves another one too. */
export interface AliasPosition {
  readonly version: string;
  readonly isWeighted: boolean;
}

/** What Lambda's `GetAlias` answers, as our own type. */
export interface AliasRecord {
  readonly FunctionVersion?: string;
  readonly RoutingConfig?: { readonly AdditionalVersionWeights?: Record<string, number> };
}

export function toPosition({ FunctionVersion, RoutingConfig }: AliasRecord): AliasPosition | undefined {
  const isWeighted = Object.values(RoutingConfig?.AdditionalVersionWeights ?? {}).some(weight => weight > 0);
  return FunctionVersion ? { version: FunctionVersion, isWeighted } : undefined;
}

/** How far a deployment has come, in the order in which it gets there. */
export const Stage = { unknown: 0, before: 1, shifting: 2, after: 3, answered: 4 } as const;
export type Stage = typeof Stage[keyof typeof Stage];

/**
 * How far a deployment has come, and so which of its hooks CodeDeploy asks for. The call itself does not say it.
 *
 * CodeDeploy's lifecycle events and the alias both tell it. Both may lag behind, and neither runs ahead: the later one is right.
 */
export function stageOf(deployment: Deployment, alias: AliasPosition | undefined): Stage {
  return Math.max(lifecycleStage(deployment), aliasStage(deployment, alias)) as Stage;
}

function lifecycleStage({ steps }: Deployment): Stage {
  const status = (name: string) => steps.find(step => step.name === name)?.status ?? 'Unknown';
  const answered = (name: string) => ['Succeeded', 'Failed', 'Skipped'].includes(status(name));
  if (answered('AfterAllowTraffic')) return Stage.answered;
  if (status('AfterAllowTraffic') === 'InProgress') return Stage.after;
  if (answered('BeforeAllowTraffic') || answered('AllowTraffic')) return Stage.shifting;
  return status('BeforeAllowTraffic') === 'InProgress' ? Stage.before : Stage.unknown;
}

function aliasStage({ currentVersion, targetVersion }: Deployment, alias: AliasPosition | undefined): Stage {
  if (!alias || currentVersion === undefined || currentVersion === targetVersion) return Stage.unknown;
  if (alias.isWeighted) return Stage.shifting;
  if (alias.version === targetVersion) return Stage.after;
  return alias.version === currentVersion ? Stage.before : Stage.unknown;
}
