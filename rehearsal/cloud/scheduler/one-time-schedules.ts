import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { ACCOUNT, REGION } from '../account';
import { ServiceError } from '../front/service-error';
import { type ScaledTime } from '../scaled-time';

/** Without a time zone the time is UTC; other zones are refused. */
const AT = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/;
const LAMBDA_ARN = /^arn:[^:]+:lambda:[^:]+:\d{12}:function:[^:]+(:[^:]+)?$/;
/** The longest delay that setTimeout accepts. */
const MAX_MILLIS = 2 ** 31 - 1;

/** CreateSchedule's input with its defaults. */
type ScheduleInput = Record<string, any>;

interface Schedule {
  readonly input: ScheduleInput;
  readonly timer?: NodeJS.Timeout;
}

/**
 * One-time schedules in scaled time: a schedule that is due in ten minutes fires after ten minutes of cloud time.
 *
 * MiniStack checks its schedules every ten seconds, on the wall clock.
 */
export class OneTimeSchedules {
  /** By `group/name`. */
  private readonly schedules = new Map<string, Schedule>();

  constructor(private readonly lambda: LambdaClient, private readonly time: ScaledTime) {}

  get(key: string): ScheduleInput | undefined {
    return this.schedules.get(key)?.input;
  }

  all(): [key: string, input: ScheduleInput][] {
    return [...this.schedules].map(([key, { input }]) => [key, input]);
  }

  /** Adds a schedule or replaces it. */
  put(key: string, input: ScheduleInput): void {
    const [, at] = AT.exec(input.ScheduleExpression) ?? [];
    const due = Date.parse(`${at}Z`);
    if (Number.isNaN(due)) throw invalid(`Invalid Schedule Expression, got: ${input.ScheduleExpression}`);
    if (input.FlexibleTimeWindow?.Mode !== 'OFF') {
      throw invalid(`The rehearsal supports only the FlexibleTimeWindow OFF, got: ${input.FlexibleTimeWindow?.Mode}`);
    }
    if (input.ScheduleExpressionTimezone && input.ScheduleExpressionTimezone !== 'UTC') {
      throw invalid(`The rehearsal supports one-time schedules only in UTC, got: ${input.ScheduleExpressionTimezone}`);
    }
    if (!LAMBDA_ARN.test(input.Target?.Arn ?? '')) throw invalid(`The rehearsal's one-time schedules invoke only Lambda functions, got: ${input.Target?.Arn}`);
    if (!input.Target.RoleArn) throw invalid('The target must have a RoleArn');
    this.remove(key);
    const seconds = Math.max(0, (due - Date.now()) / 1000);
    const enabled = (input.State ?? 'ENABLED') === 'ENABLED';
    this.schedules.set(key, { input: { State: 'ENABLED', ActionAfterCompletion: 'NONE', ...input } });
    if (enabled) this.arm(key, Date.now() + this.time.millis(seconds));
  }

  remove(key: string): void {
    clearTimeout(this.schedules.get(key)?.timer);
    this.schedules.delete(key);
  }

  close(): void {
    for (const key of [...this.schedules.keys()]) this.remove(key);
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
}

export function scheduleArn(key: string): string {
  return `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/${key}`;
}

function invalid(message: string): ServiceError {
  return new ServiceError('ValidationException', message);
}
