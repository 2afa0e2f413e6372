import { type AliasConfiguration, GetAliasCommand, type LambdaClient, UpdateAliasCommand } from '@aws-sdk/client-lambda';
import { type Polling } from './polling';
import { describeError, isDenied, isException } from '../../aws/errors';

/** What an alias points at. */
export interface AliasState {
  /** The version that serves the traffic that no weight sends elsewhere. */
  readonly primary: string;
  /** Further versions and their shares, from 0 to 1. Empty if the alias is on one version. */
  readonly weights: Record<string, number>;
  readonly revisionId?: string;
}

export function isOnOneVersion(state: AliasState): boolean {
  return Object.keys(state.weights).length === 0;
}

export function describeAlias(state: AliasState): string {
  const weights = Object.entries(state.weights).map(([version, weight]) => `${Math.round(weight * 100)} % on version ${version}`);
  return [`version ${state.primary}`, ...weights].join(' with ');
}

/** One alias of one function. Reads are retried, and moves are verified. */
export class Alias {
  constructor(
    private readonly lambda: LambdaClient,
    public readonly functionName: string,
    public readonly name: string,
    private readonly polling: Polling,
  ) {}

  /** Reads what the alias points at; `undefined` if it does not exist, as on a first deploy. */
  public async read(): Promise<AliasState | undefined> {
    try {
      const command = new GetAliasCommand({ FunctionName: this.functionName, Name: this.name });
      return toState(await this.polling.ask(`reading alias ${this.name} of ${this.functionName}`, async () => this.lambda.send(command)));
    } catch (error) {
      if (isException(error, 'ResourceNotFoundException')) return undefined;
      throw error;
    }
  }

  /**
   * Puts the alias on one version, and returns only when a read confirms it.
   *
   * Each write carries the revision that was read. If the alias was moved in between, Lambda refuses the write, and the
   * next round starts from the new state.
   *
   * @param check runs between read and write, and throws if we may no longer move the alias
   */
  public async putOn(version: string, check: () => Promise<void>): Promise<void> {
    const goal = `alias ${this.name} of ${this.functionName} to be on version ${version}`;
    await this.polling.until(async () => {
      const seen = await this.read();
      if (!seen) throw new Error(`alias ${this.name} of ${this.functionName} must exist to be put on version ${version}, got: no such alias`);
      if (seen.primary === version && isOnOneVersion(seen)) return true;
      await check();
      await this.write(version, seen);
      return false; // until a read confirms it
    }, there => there, goal);
  }

  private async write(version: string, seen: AliasState): Promise<void> {
    const command = new UpdateAliasCommand({
      FunctionName: this.functionName,
      Name: this.name,
      FunctionVersion: version,
      RoutingConfig: { AdditionalVersionWeights: {} },
      RevisionId: seen.revisionId,
    });
    try {
      await this.polling.ask(`putting alias ${this.name} of ${this.functionName} on version ${version}`, async () => this.lambda.send(command));
    } catch (error) {
      if (isDenied(error)) throw new Error(this.refused(version, seen, error));
      if (!isException(error, 'PreconditionFailedException', 'ResourceConflictException', 'TooManyRequestsException')) throw error;
    }
  }

  /** Our permission to move an alias depends on a tag of the function (decisions/0003). Without it a person has to move the alias. */
  private refused(version: string, seen: AliasState, error: unknown): string {
    return `alias ${this.name} of ${this.functionName} is on ${describeAlias(seen)} and could not be put on version ${version}: ${describeError(error)}. `
      + `Put it there with \`aws lambda update-alias --function-name ${this.functionName} --name ${this.name} --function-version ${version} `
      + '--routing-config AdditionalVersionWeights={}` and deploy again';
  }
}

function toState(alias: AliasConfiguration): AliasState {
  const weights = Object.entries(alias.RoutingConfig?.AdditionalVersionWeights ?? {}).filter(([, weight]) => weight > 0);
  return { primary: alias.FunctionVersion!, weights: Object.fromEntries(weights), revisionId: alias.RevisionId };
}
