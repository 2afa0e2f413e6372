import { LambdaClient } from '@aws-sdk/client-lambda';
import { LambdaAliases } from './lambda-aliases';
import { ACCOUNT, clientOptions, functionArn } from '../account';
import { type FrontRequest } from '../front/request';
import { type Service, type ServiceContext } from '../front/service';

/** The function in a path of Lambda's API, written as a partial ARN: `123456789012:function:orders`. */
const PARTIAL_ARN = new RegExp(`^(/[0-9-]+/functions/)${ACCOUNT}(?::|%3A)function(?::|%3A)([^/]+)`, 'i');

/** What Lambda's API does and MiniStack does not: names as partial ARNs, and the rules for aliases. MiniStack serves the rest. */
export class Lambda implements Service {
  private readonly aliases: LambdaAliases;

  constructor({ upstream }: ServiceContext) {
    this.aliases = new LambdaAliases(new LambdaClient(clientOptions(upstream.url)), upstream);
  }

  async serve(request: FrontRequest): Promise<boolean> {
    writeWholeArn(request);
    return this.aliases.serve(request);
  }
}

/** Completes a partial ARN in the path: MiniStack would mistake its account id for the function's name. */
function writeWholeArn({ message, url }: FrontRequest): void {
  const path = url.pathname.replace(PARTIAL_ARN, (_partial, before: string, name: string) =>
    before + encodeURIComponent(functionArn(decodeURIComponent(name))));
  if (path === url.pathname) return;
  url.pathname = path;
  message.url = path + url.search;
}
