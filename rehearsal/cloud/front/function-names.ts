import { ACCOUNT, functionArn } from '../account';
import { type PlaneService } from './front';
import { type PlaneRequest } from './request';

/** The function in a path of Lambda's API, written as a partial ARN: `123456789012:function:orders`. */
const PARTIAL_ARN = new RegExp(`^(/[0-9-]+/functions/)${ACCOUNT}(?::|%3A)function(?::|%3A)([^/]+)`, 'i');

/** Writes a partial ARN as the whole one for those who serve the request: MiniStack takes the account for the function. */
export class FunctionNames implements PlaneService {
  serve({ message, url }: PlaneRequest): boolean {
    const path = url.pathname.replace(PARTIAL_ARN, (_partial, before: string, name: string) =>
      before + encodeURIComponent(functionArn(decodeURIComponent(name))));
    if (path !== url.pathname) {
      url.pathname = path;
      message.url = path + url.search;
    }
    return false;
  }
}
