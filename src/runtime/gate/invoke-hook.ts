import { InvokeCommand, type InvokeCommandOutput, type LambdaClient } from '@aws-sdk/client-lambda';
import { type Deadline, DeadlineError } from '../../aws/deadline';
import { describeError, isDenied, isException } from '../../aws/errors';
import { patience, retry } from '../../aws/retry';
import { failed, type HookAnswer, passed } from '../../aws/status-report';
import { type HookEvent } from '../../protocol/hook-event';

/** Lambda refused before it ran anything. Only then may we invoke a hook a second time. */
const NOT_RUN = ['TooManyRequestsException', 'EC2ThrottledException', 'ResourceNotReadyException', 'ResourceConflictException'];

/**
 * Invokes the user's hook. A hook that returns passes. A hook that throws, crashes, times out or does not return before the
 * deadline fails. The client must not retry on its own.
 */
export async function invokeHook(
  lambda: LambdaClient, hookArn: string, event: HookEvent, deadline: Deadline, stop: AbortSignal,
): Promise<HookAnswer> {
  const isPatient = patience();
  const isRetryable = (error: unknown) => isException(error, ...NOT_RUN) || (isDenied(error) && isPatient(error));
  const payload = Buffer.from(JSON.stringify(event));
  try {
    const answer = await retry(async abortSignal => lambda.send(
      new InvokeCommand({ FunctionName: hookArn, InvocationType: 'RequestResponse', LogType: 'None', Payload: payload }), { abortSignal: AbortSignal.any([abortSignal, stop]) },
    ), { deadline, doing: 'invoking the hook', isRetryable });
    return judgeAnswer(hookArn, answer);
  } catch (error) {
    const why = error instanceof DeadlineError ? `did not answer before the gate's own timeout (${error.message})` : `could not be invoked: ${describeError(error)}`;
    return failed(`hook ${hookArn} ${why}`);
  }
}

function judgeAnswer(hookArn: string, answer: InvokeCommandOutput): HookAnswer {
  if (answer.FunctionError) return failed(`hook ${hookArn} failed: ${describeFunctionError(answer)}`);
  if (answer.StatusCode !== 200) return failed(`Lambda must answer the call of hook ${hookArn} with status 200, got: ${answer.StatusCode}`);
  return passed(`hook ${hookArn} returned`);
}

/** The error of a function in any language: its type and message if it has them, else the whole payload. */
function describeFunctionError(answer: InvokeCommandOutput): string {
  const text = Buffer.from(answer.Payload ?? []).toString();
  try {
    const { errorType, errorMessage } = JSON.parse(text) as { errorType?: string; errorMessage?: string };
    return [errorType, errorMessage].filter(part => part).join(': ') || text;
  } catch {
    return text || answer.FunctionError!;
  }
}
