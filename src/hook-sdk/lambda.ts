import { type AliasPosition, type AliasRecord, toPosition } from '../aws/hook-stage';

interface LambdaApi {
  getAlias(input: { FunctionName: string; Name: string }): Promise<AliasRecord>;
}

let client: Promise<LambdaApi> | undefined;

/** Reads what an alias points at, with a client that is loaded when it is first needed. */
export async function readAlias(FunctionName: string, Name: string): Promise<AliasPosition | undefined> {
  client ??= import('@aws-sdk/client-lambda').then(({ Lambda }) => new Lambda({}));
  return toPosition(await (await client).getAlias({ FunctionName, Name }));
}
