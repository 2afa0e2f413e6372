import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { type CreateDeploymentInput } from '@aws-sdk/client-codedeploy';
import {
  type AliasConfiguration, CreateAliasCommand, DeleteAliasCommand, GetAliasCommand, LambdaClient, PutProvisionedConcurrencyConfigCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda';
import { type PlayedResource, type ResourceProvider, type ResourceRequest, type ResourceResult } from './played-resource';
import { renderAppSpec } from '../codedeploy/app-spec';
import { type Deployments } from '../codedeploy/deployments';
import { ServiceError } from '../front/service-error';
import { type Unkind } from '../unkind';

/**
 * MiniStack ignores the `UpdatePolicy` and flips an alias at once. The local cloud plays the alias, with a deployment where the policy
 * asks for one.
 *
 * Aliases without the policy are played too. Otherwise adding or removing the policy would change the resource's type, which
 * CloudFormation refuses.
 */
export const LAMBDA_ALIAS: PlayedResource = {
  type: 'AWS::Lambda::Alias',
  properties: ({ Properties, UpdatePolicy }) => {
    const policy = UpdatePolicy?.CodeDeployLambdaAliasUpdate;
    return { ...Properties, ...(policy && { CodeDeployLambdaAliasUpdate: policy }) };
  },
  provider: ({ codeDeploy, client, unkind }) =>
    new AliasResource(new LambdaClient(client), new CloudFormationClient(client), codeDeploy.deployments, unkind),
};

/** An alias as CloudFormation manages it, with the `UpdatePolicy` among the properties; `Ref` is its ARN. */
export class AliasResource implements ResourceProvider {
  /** @param lambda calls the front, so that its changes of the alias are validated like any caller's */
  constructor(
    private readonly lambda: LambdaClient,
    private readonly cloudFormation: CloudFormationClient,
    private readonly deployments: Deployments,
    private readonly unkind: Unkind = {},
  ) {}

  /** The first version goes live without a deployment. */
  async create({ ResourceProperties }: ResourceRequest): Promise<ResourceResult> {
    const { FunctionName, Name, FunctionVersion, Description } = ResourceProperties;
    const RoutingConfig = routing(ResourceProperties);
    const alias = await this.lambda.send(new CreateAliasCommand({ FunctionName, Name, FunctionVersion, Description, RoutingConfig }));
    await this.provisionConcurrency(ResourceProperties);
    return result(alias);
  }

  async update(request: ResourceRequest, superseded: AbortSignal): Promise<ResourceResult> {
    const { ResourceProperties: now, OldResourceProperties: before = {} } = request;
    if (now.FunctionName !== before.FunctionName || now.Name !== before.Name) return this.create(request);
    const policy = now.CodeDeployLambdaAliasUpdate;
    if (policy && now.FunctionVersion !== before.FunctionVersion) await this.deploy(request);
    // The deployment of a superseded request may still have moved the version. Nothing else of that request may be applied.
    superseded.throwIfAborted();
    const { FunctionName, Name, FunctionVersion, Description = '' } = now;
    const alias = await this.lambda.send(new UpdateAliasCommand({
      FunctionName,
      Name,
      Description,
      // With the policy, CodeDeploy has set the version.
      ...(policy ? {} : { FunctionVersion, RoutingConfig: routing(now) ?? (routing(before) && { AdditionalVersionWeights: {} }) }),
    }));
    await this.provisionConcurrency(now);
    return result(alias);
  }

  async delete({ ResourceProperties: { FunctionName, Name } }: ResourceRequest): Promise<void> {
    await this.lambda.send(new DeleteAliasCommand({ FunctionName, Name })).catch(error => {
      if (error.name !== 'ResourceNotFoundException') throw error;
    });
  }

  /** Deploys from the recorded version to the wanted one; waits for the deployment and for its rollback to end. */
  private async deploy({ ResourceProperties: now, OldResourceProperties: before = {}, StackId }: ResourceRequest): Promise<void> {
    const { FunctionName: functionName, Name: alias, FunctionVersion: targetVersion } = now;
    const live = await this.lambda.send(new GetAliasCommand({ FunctionName: functionName, Name: alias }));
    const settled = live.FunctionVersion === targetVersion && !Object.keys(live.RoutingConfig?.AdditionalVersionWeights ?? {}).length;
    const { ApplicationName, DeploymentGroupName, BeforeAllowTrafficHook, AfterAllowTrafficHook } = now.CodeDeployLambdaAliasUpdate;
    // The usual case when a stack rolls back because of this alias: CodeDeploy has already put it back. But an active
    // deployment that has not shifted any traffic yet will still do so.
    if (settled && !this.deployments.active(ApplicationName, DeploymentGroupName)) return;
    const content = renderAppSpec({
      functionName: functionName.split(':function:').pop(),
      alias,
      currentVersion: before.FunctionVersion,
      targetVersion,
      beforeAllowTraffic: BeforeAllowTrafficHook,
      afterAllowTraffic: AfterAllowTrafficHook,
    });
    const deployment = this.start({
      applicationName: ApplicationName,
      deploymentGroupName: DeploymentGroupName,
      revision: { revisionType: 'String' as const, string: { content } },
    }, await this.rollingBack(StackId));
    await deployment.ended;
    const { status, errorInformation, rollbackInfo } = deployment.view;
    if (rollbackInfo?.rollbackDeploymentId) await this.deployments.get(rollbackInfo.rollbackDeploymentId).ended;
    if (status === 'Succeeded') return;
    throw new Error(`CodeDeploy deployment ${deployment.id} ended ${status}: ${errorInformation?.message} (Error code: ${errorInformation?.code})`);
  }

  private start(deployment: CreateDeploymentInput, rollingBack: boolean) {
    const creator = this.unkind.creatorUser ? 'user' : rollingBack ? 'CloudFormationRollback' : 'CloudFormation';
    try {
      return this.deployments.create(deployment, creator, rollingBack);
    } catch (error) {
      // CloudFormation's wording (facts/codedeploy.md §5).
      if (error instanceof ServiceError && error.code === 'DeploymentLimitExceededException') throw new Error('A conflicting deployment is in progress');
      throw error;
    }
  }

  private async rollingBack(stackId: string): Promise<boolean> {
    const { Stacks } = await this.cloudFormation.send(new DescribeStacksCommand({ StackName: stackId }));
    return Stacks?.[0]?.StackStatus?.includes('ROLLBACK') ?? false;
  }

  private async provisionConcurrency({ FunctionName, Name, ProvisionedConcurrencyConfig }: Record<string, any>): Promise<void> {
    const wanted = ProvisionedConcurrencyConfig?.ProvisionedConcurrentExecutions;
    if (!wanted) return;
    await this.lambda.send(new PutProvisionedConcurrencyConfigCommand({
      FunctionName,
      Qualifier: Name,
      ProvisionedConcurrentExecutions: Number(wanted),
    }));
  }
}

function routing({ RoutingConfig }: Record<string, any>): AliasConfiguration['RoutingConfig'] {
  const weights: any[] = RoutingConfig?.AdditionalVersionWeights ?? [];
  if (!weights.length) return undefined;
  return { AdditionalVersionWeights: Object.fromEntries(weights.map(weight => [weight.FunctionVersion, Number(weight.FunctionWeight)])) };
}

function result({ AliasArn }: AliasConfiguration): ResourceResult {
  return { physicalId: AliasArn!, attributes: { AliasArn: AliasArn! } };
}
