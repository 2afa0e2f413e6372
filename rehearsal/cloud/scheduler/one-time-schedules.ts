import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { ACCOUNT, REGION } from '../account';
import { type PlaneService } from '../front/front';
import { type PlaneRequest, readBody, sendJson } from '../front/request';
import { ServiceError } from '../front/service-error';
import { type Upstream } from '../front/upstream';
import { type ScaledTime } from '../scaled-time';

const PATH = /^\/schedules\/([0-9a-zA-Z_.-]{1,64})$/;
/** Without a time zone the time is UTC; another zone is refused, not guessed. */
const AT = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/;
const LAMBDA_ARN = /^arn:[^:]+:lambda:[^:]+:\d{12}:function:[^:]+(:[^:]+)?$/;
/** Any schedule: one-time, or recurring. MiniStack takes every text. */
const EXPRESSION = /^(at|rate|cron)\(.+\)$/;
/** What setTimeout can wait. */
const MAX_MILLIS = 2 ** 31 - 1;

interface Schedule {
  readonly input: Record<string, any>;
  readonly timer?: NodeJS.Timeout;
}

/**
 * EventBridge Scheduler's one-time schedules, in scaled time: one that is due in ten minutes fires after ten minutes of the cloud.
 *
 * MiniStack looks every ten seconds and on the wall clock. Recurring schedules stay with it.
 */
export class OneTimeSchedules implements PlaneService {
  private readonly schedules = new Map<string, Schedule>();

  constructor(private readonly lambda: LambdaClient, private readonly time: ScaledTime, private readonly upstream: Upstream) {}

  async serve(request: PlaneRequest): Promise<boolean> {
    const { message, response, url, service } = request;
    if (service !== 'scheduler') return false;
    if (message.method === 'GET' && url.pathname === '/schedules') return this.list(request);
    const [, name] = PATH.exec(url.pathname) ?? [];
    if (!name) return false;
    if (message.method === 'POST' || message.method === 'PUT') {
      const body = await readBody(message);
      const input = JSON.parse(body.toString());
      const key = `${input.GroupName ?? 'default'}/${name}`;
      const known = this.schedules.get(key);
      if (!EXPRESSION.test(input.ScheduleExpression)) throw invalid(`Invalid Schedule Expression, got: ${input.ScheduleExpression}`);
      if (!known && !input.ScheduleExpression.startsWith('at(')) {
        this.upstream.forward(message, response, body);
        return true;
      }
      if (known && message.method === 'POST') throw new ServiceError('ConflictException', `Schedule ${name} already exists.`, 409);
      if (!known && message.method === 'PUT') throw new ServiceError('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404);
      sendJson(response, 200, { ScheduleArn: this.put(key, { ...input, Name: name, GroupName: input.GroupName ?? 'default' }) });
      return true;
    }
    const key = `${url.searchParams.get('groupName') ?? 'default'}/${name}`;
    const schedule = this.schedules.get(key);
    if (!schedule) return false;
    if (message.method === 'DELETE') this.remove(key);
    sendJson(response, 200, message.method === 'DELETE' ? {} : { ...schedule.input, Arn: arn(key) });
    return true;
  }

  /** Names of the schedules that are waiting, as `group/name`. */
  names(): string[] {
    return [...this.schedules.keys()];
  }

  close(): void {
    for (const key of this.names()) this.remove(key);
  }

  /** All schedules: ours first, then those that are MiniStack's. */
  private async list({ message, response, url }: PlaneRequest): Promise<boolean> {
    const [group, prefix] = [url.searchParams.get('ScheduleGroup'), url.searchParams.get('NamePrefix') ?? ''];
    const own = [...this.schedules].map(([key, { input: { Name, GroupName, State, Target } }]) =>
      ({ Arn: arn(key), Name, GroupName, State, Target: { Arn: Target.Arn } }));
    const upstream = await fetch(new URL(message.url!, this.upstream.url), { headers: { authorization: message.headers.authorization! } });
    const { Schedules = [], ...rest } = (await upstream.json()) as Record<string, any>;
    const matching = own.filter(({ Name, GroupName }) => (!group || GroupName === group) && Name.startsWith(prefix));
    sendJson(response, upstream.status, upstream.ok ? { ...rest, Schedules: [...matching, ...Schedules] } : rest);
    return true;
  }

  private put(key: string, input: Record<string, any>): string {
    const [, at] = AT.exec(input.ScheduleExpression) ?? [];
    const due = Date.parse(`${at}Z`);
    if (Number.isNaN(due)) throw invalid(`Invalid Schedule Expression, got: ${input.ScheduleExpression}`);
    if (input.FlexibleTimeWindow?.Mode !== 'OFF') throw invalid(`The rehearsal knows FlexibleTimeWindow OFF only, got: ${input.FlexibleTimeWindow?.Mode}`);
    if (input.ScheduleExpressionTimezone && input.ScheduleExpressionTimezone !== 'UTC') {
      throw invalid(`The rehearsal knows one-time schedules in UTC only, got: ${input.ScheduleExpressionTimezone}`);
    }
    if (!LAMBDA_ARN.test(input.Target?.Arn ?? '')) throw invalid(`The rehearsal's one-time schedules invoke Lambda functions only, got: ${input.Target?.Arn}`);
    if (!input.Target.RoleArn) throw invalid('The target needs a RoleArn');
    this.remove(key);
    const seconds = Math.max(0, (due - Date.now()) / 1000);
    const enabled = (input.State ?? 'ENABLED') === 'ENABLED';
    this.schedules.set(key, { input: { State: 'ENABLED', ActionAfterCompletion: 'NONE', ...input } });
    if (enabled) this.arm(key, Date.now() + this.time.millis(seconds));
    return arn(key);
  }

  /** @param at on the wall clock */
  private arm(key: string, at: number): void {
    const rest = at - Date.now();
    const timer = setTimeout(() => (rest > MAX_MILLIS ? this.arm(key, at) : void this.fire(key)), Math.min(rest, MAX_MILLIS));
    this.schedules.set(key, { ...this.schedules.get(key)!, timer });
  }

  private async fire(key: string): Promise<void> {
    const { Target, ActionAfterCompletion } = this.schedules.get(key)!.input;
    if (ActionAfterCompletion === 'DELETE') this.remove(key);
    try {
      await this.lambda.send(new InvokeCommand({
        FunctionName: Target.Arn,
        InvocationType: 'Event',
        Payload: Target.Input === undefined ? undefined : Buffer.from(Target.Input),
      }));
    } catch (error) {
      process.emitWarning(`The schedule ${key} could not invoke ${Target.Arn}: ${(error as Error).message}`);
    }
  }

  private remove(key: string): void {
    clearTimeout(this.schedules.get(key)?.timer);
    this.schedules.delete(key);
  }
}

function invalid(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}

function arn(key: string): string {
  return `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/${key}`;
}
