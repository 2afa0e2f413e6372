import { GetAliasCommand, GetFunctionConfigurationCommand, type LambdaClient, UpdateAliasCommand } from '@aws-sdk/client-lambda';
import { type Deployment } from './deployment';
import { Halt } from './halt';

/** Reads and moves the alias of a deployment with the calls that CodeDeploy makes. */
export class LiveAlias {
  constructor(private readonly lambda: LambdaClient) {}

  /** Throws a `Halt` if the alias does not match the AppSpec. No traffic has moved yet, so there is no rollback. */
  async assertDeployable({ props: { appSpec, config } }: Deployment): Promise<void> {
    const { functionName, alias, currentVersion, targetVersion } = appSpec;
    const invalid = (code: 'INVALID_LAMBDA_CONFIGURATION' | 'INVALID_LAMBDA_FUNCTION', message: string) =>
      new Halt(message, { status: 'Failed', code, rollback: false });
    const live = await this.lambda.send(new GetAliasCommand({ FunctionName: functionName, Name: alias })).catch(error => {
      throw invalid('INVALID_LAMBDA_FUNCTION', `The Lambda function or alias in the AppSpec file was not found: ${error.message}`);
    });
    const weights = live.RoutingConfig?.AdditionalVersionWeights ?? {};
    if (Object.keys(weights).length) {
      throw invalid('INVALID_LAMBDA_CONFIGURATION', `The Lambda function alias ${alias} must reference one version, got: `
        + `${live.FunctionVersion} and ${Object.keys(weights).join(', ')} (weighted alias)`);
    }
    if (live.FunctionVersion !== currentVersion) {
      throw invalid('INVALID_LAMBDA_CONFIGURATION', 'The Lambda function alias version does not match the current version in AppSpec file.');
    }
    if (currentVersion === targetVersion && config.trafficRoutingConfig?.type !== 'AllAtOnce') {
      throw invalid('INVALID_LAMBDA_CONFIGURATION', `The target version must differ from the current version in AppSpec file, got: ${targetVersion}`);
    }
    await this.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: functionName, Qualifier: targetVersion })).catch(error => {
      throw invalid('INVALID_LAMBDA_CONFIGURATION', `The target version in the AppSpec file was not found: ${error.message}`);
    });
  }

  /** Sends this percentage of the traffic to the target version; at 100 the alias points to it alone. */
  async shift({ props: { appSpec } }: Deployment, percentage: number): Promise<void> {
    const whole = percentage >= 100;
    await this.lambda.send(new UpdateAliasCommand({
      FunctionName: appSpec.functionName,
      Name: appSpec.alias,
      FunctionVersion: whole ? appSpec.targetVersion : appSpec.currentVersion,
      RoutingConfig: { AdditionalVersionWeights: whole ? {} : { [appSpec.targetVersion]: percentage / 100 } },
    }));
  }
}
