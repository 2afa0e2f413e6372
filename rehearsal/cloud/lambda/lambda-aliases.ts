import { type AliasConfiguration, GetAliasCommand, GetFunctionConfigurationCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { functionArn } from '../account';
import { type FrontRequest, readBody } from '../front/request';
import { ServiceError } from '../front/service-error';
import { type Upstream } from '../front/upstream';

const PATH = /^\/2015-03-31\/functions\/([^/]+)\/aliases(?:\/([^/]+))?$/;

/** CreateAlias and UpdateAlias: MiniStack accepts any weight and any version, Lambda does not. */
export class LambdaAliases {
  /** @param lambda calls MiniStack directly */
  constructor(private readonly lambda: LambdaClient, private readonly upstream: Upstream) {}

  async serve({ message, response, url }: FrontRequest): Promise<boolean> {
    const [, encodedFunction, alias] = PATH.exec(url.pathname) ?? [];
    const updating = message.method === 'PUT' && alias;
    if (!encodedFunction || !(updating || message.method === 'POST')) return false;
    const functionName = decodeURIComponent(encodedFunction);
    const body = await readBody(message);
    const change: AliasConfiguration = JSON.parse(body.toString() || '{}');
    // MiniStack refuses a function or alias that does not exist.
    const current = updating
      ? await this.lambda.send(new GetAliasCommand({ FunctionName: functionName, Name: decodeURIComponent(alias) })).catch(() => undefined)
      : {};
    if (current) await this.validate(functionName, { ...current, ...change });
    this.upstream.forward(message, response, body);
    return true;
  }

  private async validate(functionName: string, { FunctionVersion, RoutingConfig }: AliasConfiguration): Promise<void> {
    const weights = Object.entries(RoutingConfig?.AdditionalVersionWeights ?? {});
    const invalid = (message: string) => new ServiceError('InvalidParameterValueException', message);
    if (weights.length > 1) throw invalid(`An alias can route to one additional version, got: ${weights.map(([version]) => version).join(', ')}`);
    for (const [version, weight] of weights) {
      if (!(weight >= 0 && weight <= 1)) {
        throw new ServiceError('ValidationException', `The weight of version ${version} must be between 0.0 and 1.0, got: ${weight}`);
      }
      if (version === '$LATEST' || FunctionVersion === '$LATEST') throw invalid('$LATEST is not supported for an alias pointing to more than 1 version');
      if (version === FunctionVersion) {
        throw invalid(`Invalid function version ${version}. Function version ${version} is already included in routing configuration.`);
      }
    }
    const versions = [FunctionVersion!, ...weights.map(([version]) => version)];
    const [main, additional] = await Promise.all(versions.map(version => this.version(functionName, version)));
    if (!additional) return;
    // facts/codedeploy.md §10: versions of one alias share the execution role and the dead-letter configuration.
    if (main.Role !== additional.Role) throw invalid('Versions of a weighted alias must have the same execution role');
    if (main.DeadLetterConfig?.TargetArn !== additional.DeadLetterConfig?.TargetArn) {
      throw invalid('Versions of a weighted alias must have the same dead-letter queue configuration');
    }
  }

  private async version(functionName: string, version: string) {
    try {
      return await this.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: functionName, Qualifier: version }));
    } catch {
      const bare = functionName.split(':function:').pop()!;
      throw new ServiceError('ResourceNotFoundException', `Function not found: ${functionArn(bare, version)}`, 404);
    }
  }
}
