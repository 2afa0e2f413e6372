import { CustomResource, Duration, Lazy, Tokenization } from 'aws-cdk-lib';
import type * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { type Construct } from 'constructs';
import { ROLLOUT_RESOURCE_TYPE, type RolloutResourceProperties, type ShiftMode } from '../../protocol/rollout-resource';
import { type VersionMetricTarget } from '../alarm/version-metric';
import { ConflictPolicy } from '../rollout/conflict-policy';
import { StackRuntime } from '../shared/stack-runtime';

export interface RolloutResourceProps {
  readonly alias: lambda.CfnAlias;
  readonly target: VersionMetricTarget;
  readonly retainVersions: number;
  /** Whether the next deploy moves all traffic at once, and waits for no running rollout. */
  readonly skip: boolean;
}

/** A rollout as the provider needs to know it. */
export interface RolloutSettings {
  readonly shiftMode: ShiftMode;
  readonly onConflict: ConflictPolicy;
  readonly deploymentGroup: codedeploy.ILambdaDeploymentGroup;
}

/**
 * `Custom::CanaryRollout`: has the provider clear the way for a rollout before CloudFormation moves the alias.
 *
 * The alias waits for it in every mode. Its logical id and its service token never change: otherwise a change of mode, or the
 * adoption of an alias, would send all traffic to untested code.
 */
export class RolloutResource {
  private settings?: RolloutSettings;

  constructor(scope: Construct, { alias, target, retainVersions, skip }: RolloutResourceProps) {
    const runtime = StackRuntime.of(scope);
    const properties: Record<keyof RolloutResourceProperties, string> = {
      FunctionName: target.functionName,
      AliasName: target.aliasName,
      TargetVersion: target.version,
      ShiftMode: Lazy.string({ produce: () => (skip ? 'UNGUARDED' : this.settings?.shiftMode ?? 'UNGUARDED') }),
      OnConflict: Lazy.string({ produce: () => (skip ? ConflictPolicy.CANCEL : this.settings?.onConflict ?? ConflictPolicy.ROLLBACK) }),
      RetainVersions: Tokenization.stringifyNumber(retainVersions),
      ApplicationName: Lazy.string({ produce: () => this.settings && runtime.application.applicationName }),
      DeploymentGroupName: Lazy.string({ produce: () => this.settings?.deploymentGroup.deploymentGroupName }),
    };
    const resource = new CustomResource(scope, 'Rollout', {
      resourceType: ROLLOUT_RESOURCE_TYPE,
      serviceToken: runtime.rolloutProvider().function.functionArn,
      serviceTimeout: Duration.minutes(16),
      properties,
    });
    alias.node.addDependency(resource);
  }

  /** Called once the canary has a rollout; until then CloudFormation moves the alias at once. */
  public configure(settings: RolloutSettings): void {
    this.settings = settings;
  }
}
