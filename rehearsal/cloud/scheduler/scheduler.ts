import { LambdaClient } from '@aws-sdk/client-lambda';
import { OneTimeSchedules, scheduleArn } from './one-time-schedules';
import { type FrontRequest, readBody, sendJson } from '../front/request';
import { type Service, type ServiceContext } from '../front/service';
import { ServiceError } from '../front/service-error';
import { type Upstream } from '../front/upstream';

const PATH = /^\/schedules\/([0-9a-zA-Z_.-]{1,64})$/;
/** Any schedule, one-time or recurring: MiniStack would accept every text. */
const EXPRESSION = /^(at|rate|cron)\(.+\)$/;

/** EventBridge Scheduler: one-time schedules in scaled time. MiniStack keeps recurring schedules, on the wall clock. */
export class Scheduler implements Service {
  private readonly schedules: OneTimeSchedules;
  private readonly upstream: Upstream;

  constructor({ client, time, upstream }: ServiceContext) {
    this.schedules = new OneTimeSchedules(new LambdaClient(client), time);
    this.upstream = upstream;
  }

  async serve(request: FrontRequest): Promise<boolean> {
    const { message, response, url, service } = request;
    if (service !== 'scheduler') return false;
    if (message.method === 'GET' && url.pathname === '/schedules') return this.list(request);
    const [, name] = PATH.exec(url.pathname) ?? [];
    if (!name) return false;
    if (message.method === 'POST' || message.method === 'PUT') return this.put(request, name);
    const key = `${url.searchParams.get('groupName') ?? 'default'}/${name}`;
    const input = this.schedules.get(key);
    if (!input) return false;
    if (message.method === 'DELETE') this.schedules.remove(key);
    sendJson(response, 200, message.method === 'DELETE' ? {} : { ...input, Arn: scheduleArn(key) });
    return true;
  }

  close(): void {
    this.schedules.close();
  }

  /** CreateSchedule and UpdateSchedule. */
  private async put({ message, response }: FrontRequest, name: string): Promise<boolean> {
    const body = await readBody(message);
    const input = JSON.parse(body.toString());
    const key = `${input.GroupName ?? 'default'}/${name}`;
    const known = this.schedules.get(key);
    if (!EXPRESSION.test(input.ScheduleExpression)) {
      throw new ServiceError('ValidationException', `Invalid Schedule Expression, got: ${input.ScheduleExpression}`);
    }
    if (!known && !input.ScheduleExpression.startsWith('at(')) {
      this.upstream.forward(message, response, body);
      return true;
    }
    if (known && message.method === 'POST') throw new ServiceError('ConflictException', `Schedule ${name} already exists.`, 409);
    if (!known && message.method === 'PUT') throw new ServiceError('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404);
    this.schedules.put(key, { ...input, Name: name, GroupName: input.GroupName ?? 'default' });
    sendJson(response, 200, { ScheduleArn: scheduleArn(key) });
    return true;
  }

  /** ListSchedules: one-time schedules first, then MiniStack's. */
  private async list({ message, response, url }: FrontRequest): Promise<boolean> {
    const [group, prefix] = [url.searchParams.get('ScheduleGroup'), url.searchParams.get('NamePrefix') ?? ''];
    const own = this.schedules.all().map(([key, { Name, GroupName, State, Target }]) =>
      ({ Arn: scheduleArn(key), Name, GroupName, State, Target: { Arn: Target.Arn } }));
    const answer = await fetch(new URL(message.url!, this.upstream.url), { headers: { authorization: message.headers.authorization! } });
    const { Schedules = [], ...rest } = (await answer.json()) as Record<string, any>;
    const matching = own.filter(({ Name, GroupName }) => (!group || GroupName === group) && Name.startsWith(prefix));
    sendJson(response, answer.status, answer.ok ? { ...rest, Schedules: [...matching, ...Schedules] } : rest);
    return true;
  }
}
