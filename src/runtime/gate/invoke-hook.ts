import { InvokeCommand, type InvokeCommandOutput, type LambdaClient } from '@aws-sdk/client-lambda';
import { failed, passed, type Verdict } from './verdict';
import { type Deadline, DeadlineError } from '../../aws/deadline';
import { describeError, isDenied, isException } from '../../aws/errors';
import { patience } from '../../aws/patience';
import { retry } from '../../aws/retry';
import { type HookEvent } from '../../protocol/hook-event';

/** Lambda refused before it ran anything: only then may a hook be invoked a second time by us. */
const NOT_RUN = ['TooManyRequestsException', 'EC2ThrottledException', 'ResourceNotReadyException', 'ResourceConflictException'];

/**
 * Asks the user's hook. To return is to pass; to throw, crash or time out is to fail, as is an answer
 * that does not come before the deadline. The client given must not retry by itself.
 */
export async function invokeHook(lambda: LambdaClient, hookArn: string, event: HookEvent, deadline: Deadline): Promise<Verdict> {
  const isPatient = patience();
  const isRetryable = (error: unknown) => isException(error, ...NOT_RUN) || (isDenied(error) && isPatient(error));
  const payload = Buffer.from(JSON.stringify(event));
  try {
    const answer = await retry(async abortSignal => lambda.send(
      new InvokeCommand({ FunctionName: hookArn, InvocationType: 'RequestResponse', LogType: 'None', Payload: payload }), { abortSignal },
    ), { deadline, doing: 'invoking the hook', isRetryable });
    return judgeAnswer(hookArn, answer);
  } catch (error) {
    const why = error instanceof DeadlineError ? `did not answer before the gate's own time-out (${error.message})` : `could not be invoked: ${describeError(error)}`;
    return failed(`hook ${hookArn} ${why}`);
  }
}

function judgeAnswer(hookArn: string, answer: InvokeCommandOutput): Verdict {
  if (answer.FunctionError) return failed(`hook ${hookArn} failed: ${describeFunctionError(answer)}`);
  if (answer.StatusCode !== 200) return failed(`hook ${hookArn} must be answered with status 200, got: ${answer.StatusCode}`);
  return passed(`hook ${hookArn} returned`);
}

/** The error of a function in any language: type and message if it has them, else whatever it said. */
function describeFunctionError(answer: InvokeCommandOutput): string {
  const text = Buffer.from(answer.Payload ?? []).toString();
  try {
    const { errorType, errorMessage } = JSON.parse(text) as { errorType?: string; errorMessage?: string };
    return [errorType, errorMessage].filter(part => part).join(': ') || text;
  } catch {
    return text || answer.FunctionError!;
  }
}
