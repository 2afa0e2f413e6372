import { type FrontRequest, sendJson } from './request';
import { type Service } from './service';
import { type ScaledTime } from '../scaled-time';
import { type Rate, type Unkind } from '../unkind';

/** Calls of Lambda that have quotas of their own: invocations, GetFunction and GetPolicy. */
const NOT_COUNTED = [/^POST .*\/(invocations|invoke-async|response-streaming-invocations)$/, /^GET \/[0-9-]+\/functions\/[^/]+(\/policy)?$/];

/** Refuses calls above a rate, in front of the services. Calls inside of MiniStack, such as its CloudFormation's, are not counted. */
export class Throttle implements Service {
  private readonly codeDeploy?: Bucket;
  private readonly lambda?: Bucket;

  constructor({ codeDeployRate, lambdaRate }: Unkind, time: ScaledTime) {
    this.codeDeploy = codeDeployRate && new Bucket(codeDeployRate, time);
    this.lambda = lambdaRate && new Bucket(lambdaRate, time);
  }

  serve({ message, response, url, service }: FrontRequest): boolean {
    if (service === 'codedeploy' && this.codeDeploy && !this.codeDeploy.take()) {
      sendJson(response, 400, { __type: 'ThrottlingException', message: 'Rate exceeded' }, 'application/x-amz-json-1.1');
      return true;
    }
    const counted = service === 'lambda' && !NOT_COUNTED.some(pattern => pattern.test(`${message.method} ${url.pathname}`));
    if (counted && this.lambda && !this.lambda.take()) {
      response.setHeader('x-amzn-errortype', 'TooManyRequestsException');
      sendJson(response, 429, { Type: 'User', Reason: 'CallerRateLimitExceeded', message: 'Rate exceeded' });
      return true;
    }
    return false;
  }
}

/** A token bucket in scaled time. */
class Bucket {
  private tokens: number;
  private filledAt = Date.now();

  constructor(private readonly rate: Rate, private readonly time: ScaledTime) {
    this.tokens = rate.burst;
  }

  take(): boolean {
    const now = Date.now();
    this.tokens = Math.min(this.rate.burst, this.tokens + ((now - this.filledAt) / this.time.millis(1)) * this.rate.perSecond);
    this.filledAt = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
