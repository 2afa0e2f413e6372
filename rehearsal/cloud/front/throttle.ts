import { type FrontRequest, sendJson } from './request';
import { type Service } from './service';
import { type ScaledTime } from '../scaled-time';
import { type Rate, type Unkind } from '../unkind';

/** Calls of Lambda that have quotas of their own: invocations, GetFunction and GetPolicy. */
const NOT_COUNTED = [/^POST .*\/(invocations|invoke-async|response-streaming-invocations)$/, /^GET \/[0-9-]+\/functions\/[^/]+(\/policy)?$/];

/** Refuses calls above a rate, in front of the services. Calls inside of MiniStack, such as its CloudFormation's, are not counted. */
export class Throttle implements Service {
  /** How many calls were refused so far. */
  refused = 0;
  private readonly buckets = new Map<Rate, Bucket>();

  constructor(private readonly unkind: Unkind, private readonly time: ScaledTime) {}

  serve({ message, response, url, service }: FrontRequest): boolean {
    const { codeDeployRate, lambdaRate } = this.unkind;
    if (service === 'codedeploy' && !this.accepts(codeDeployRate)) {
      sendJson(response, 400, { __type: 'ThrottlingException', message: 'Rate exceeded' }, 'application/x-amz-json-1.1');
      return true;
    }
    const counted = service === 'lambda' && !NOT_COUNTED.some(pattern => pattern.test(`${message.method} ${url.pathname}`));
    if (counted && !this.accepts(lambdaRate)) {
      response.setHeader('x-amzn-errortype', 'TooManyRequestsException');
      sendJson(response, 429, { Type: 'User', Reason: 'CallerRateLimitExceeded', message: 'Rate exceeded' });
      return true;
    }
    return false;
  }

  private accepts(rate?: Rate): boolean {
    if (!rate) return true;
    const bucket = this.buckets.get(rate) ?? new Bucket(rate, this.time);
    this.buckets.set(rate, bucket);
    const accepted = bucket.take();
    if (!accepted) this.refused += 1;
    return accepted;
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
