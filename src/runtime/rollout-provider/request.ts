import { type LambdaClient } from '@aws-sdk/client-lambda';
import { type Narrator } from './narrator';
import { type Stack } from './stack';
import { type Deployment } from '../../aws/deployment';
import { type ConflictPolicyName, type RolloutResourceProperties, type ShiftMode } from '../../protocol/rollout-resource';
import { type Alias } from '../shared/alias';
import { type DeploymentGroup, type Deployments } from '../shared/deployments';
import { type Polling } from '../shared/polling';

/** CloudFormation has had its answer to this request, so nothing may be touched. */
export class AnsweredBefore extends Error {
  constructor() {
    super('CloudFormation does not wait for this request any more: it was delivered twice, or late');
  }
}

/** The resource is deleted: its properties are not checked any more, and may not even name an alias. */
export interface DeleteRequest {
  readonly alias?: Alias;
  readonly deployments: Deployments;
  readonly narrator: Narrator;
  /** CodeDeploy announces its own rollbacks, but does not know about one that we make. */
  readonly announcePutBack: (stopped: Deployment) => Promise<void>;
  /** Throws AnsweredBefore. Called before anything that runs is stopped and before the alias is moved. */
  readonly assertAwaited: () => Promise<void>;
}

/** The resource is created or updated: what CloudFormation asks for, and what it takes to carry that out. */
export interface RolloutRequest extends DeleteRequest {
  readonly properties: RolloutProperties;
  /**
   * The properties that CloudFormation recorded before this request, unchecked; empty for a new resource.
   * While the stack rolls back, they are what the failed operation wanted.
   */
  readonly previous: Partial<RolloutResourceProperties>;
  readonly alias: Alias;
  readonly polling: Polling;
  readonly lambda: LambdaClient;
  readonly stack: Stack;
}

/** The resource's properties, parsed from the strings that CloudFormation sends. */
export interface RolloutProperties {
  readonly functionName: string;
  readonly aliasName: string;
  readonly targetVersion: string;
  readonly shiftMode: ShiftMode;
  readonly onConflict: ConflictPolicyName;
  readonly retainVersions: number;
}

const SHIFT_MODES: string[] = ['WEIGHTED', 'ALL_AT_ONCE', 'UNGUARDED'] satisfies ShiftMode[];
const POLICIES: string[] = ['CANCEL', 'ROLLBACK', 'FAIL'] satisfies ConflictPolicyName[];

/** @throws if a property is missing or invalid */
export function readProperties(raw: Partial<RolloutResourceProperties>): RolloutProperties {
  return {
    functionName: required('FunctionName', raw.FunctionName),
    aliasName: required('AliasName', raw.AliasName),
    targetVersion: matching('TargetVersion', raw.TargetVersion, /^[1-9]\d*$/, 'a published version'),
    shiftMode: oneOf('ShiftMode', raw.ShiftMode, SHIFT_MODES) as ShiftMode,
    onConflict: oneOf('OnConflict', raw.OnConflict, POLICIES) as ConflictPolicyName,
    retainVersions: Number(matching('RetainVersions', raw.RetainVersions, /^[1-9]\d*$/, 'a whole number above 0')),
  };
}

/** The deployment groups that the properties name, each once. Ignores incomplete ones, since earlier releases may have recorded anything. */
export function readGroups(...properties: Partial<RolloutResourceProperties>[]): DeploymentGroup[] {
  const groups = properties.flatMap(({ ApplicationName: applicationName, DeploymentGroupName: deploymentGroupName }) =>
    (applicationName && deploymentGroupName ? [{ applicationName, deploymentGroupName }] : []));
  return [...new Map(groups.map(group => [`${group.applicationName}/${group.deploymentGroupName}`, group])).values()];
}

function required(name: string, value: string | undefined): string {
  return matching(name, value, /./, 'set');
}

function oneOf(name: string, value: string | undefined, values: string[]): string {
  if (value === undefined || !values.includes(value)) throw new Error(`\`${name}\` must be one of ${values.join(', ')}, got: ${value}`);
  return value;
}

function matching(name: string, value: string | undefined, pattern: RegExp, what: string): string {
  if (value === undefined || !pattern.test(value)) throw new Error(`\`${name}\` must be ${what}, got: ${value}`);
  return value;
}
