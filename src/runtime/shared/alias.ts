import { type AliasConfiguration, GetAliasCommand, type LambdaClient, UpdateAliasCommand } from '@aws-sdk/client-lambda';
import { type Polling } from './polling';
import { describeError, isDenied, isException } from '../../aws/errors';

/** What an alias points at. */
export interface AliasState {
  /** The version that serves what no weight takes away. */
  readonly primary: string;
  /** Further versions and their share, empty if the alias is on one version. */
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

/** One alias of one function, read and moved with care. */
export class Alias {
  constructor(
    private readonly lambda: LambdaClient,
    public readonly functionName: string,
    public readonly name: string,
    private readonly polling: Polling,
  ) {}

  /** What it points at, or nothing if it does not exist: then this is the first deploy. */
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
   * Puts the alias on one version, and believes it only when it is read back.
   *
   * The revision guards the write: who moved the alias since `seen` was read wins, and the next round sees it.
   * `check` runs between read and write; it throws if the alias is no longer ours to move.
   */
  public async putOn(version: string, check: () => Promise<void>): Promise<void> {
    const goal = `alias ${this.name} of ${this.functionName} to be on version ${version}`;
    await this.polling.until(async () => {
      const seen = await this.read();
      if (!seen) throw new Error(`alias ${this.name} of ${this.functionName} must exist to be put on version ${version}, got: none`);
      if (seen.primary === version && isOnOneVersion(seen)) return true;
      await check();
      await this.write(version, seen);
      return false; // until a read proves it
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

  /** The right to move an alias hangs on the function's tag (decisions/0003). Without it a person has to, and must be told from where. */
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
