import { type CodeDeployApi } from '../../aws/code-deploy-api';
import { type Deadline } from '../../aws/deadline';
import { type Deployment, isTerminal, readProgress } from '../../aws/deployment';
import { pollMillis } from '../../aws/retry';
import { failed, type HookAnswer } from '../../aws/status-report';

/** Nothing to tell CodeDeploy now: it was told before, the end of the bake will tell it, or it does not wait any more. */
export interface NoAnswer {
  readonly status: 'none';
  readonly reason: string;
}

export const noAnswer = (reason: string): NoAnswer => ({ status: 'none', reason });

/** One look a minute: CodeDeploy's API is throttled early, and a stack that rolls back has a quarter of an hour. */
const POLLS_BETWEEN_LOOKS = 20;

/**
 * Runs a hook, and answers at once if the deployment is stopped meanwhile. AWS does not promise that a stop cuts a running hook off:
 * a deployment that waits for its hook could hold up the stack's rollback until CloudFormation gives up.
 *
 * @param run its signal is aborted by a stop
 */
export async function untilStopped<T extends HookAnswer | NoAnswer>(
  api: CodeDeployApi, deploymentId: string, deadline: Deadline, run: (signal: AbortSignal) => Promise<T>,
): Promise<T | HookAnswer | NoAnswer> {
  const stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const stopped = new Promise<HookAnswer | NoAnswer>(resolve => {
    const look = async () => {
      // A look that fails says nothing; the hook's answer counts.
      const deployment = await deadline.race(async () => readProgress(api, deploymentId), 'looking for a stop').catch(() => undefined);
      const answer = deployment && answerToStop(deployment);
      if (answer) resolve(answer);
      else if (!stop.signal.aborted) lookLater();
    };
    const lookLater = () => {
      timer = setTimeout(() => void look(), POLLS_BETWEEN_LOOKS * pollMillis(process.env) * (0.8 + 0.4 * Math.random()));
    };
    lookLater();
  });
  try {
    return await Promise.race([run(stop.signal), stopped]);
  } finally {
    stop.abort();
    clearTimeout(timer);
  }
}

/** A stop may be pending for as long as the hook runs. Then CodeDeploy still takes an answer, and only `Failed` fits. */
function answerToStop(deployment: Deployment): HookAnswer | NoAnswer | undefined {
  if (isTerminal(deployment)) return noAnswer(`the deployment ended while the hook was running: ${deployment.status}`);
  const { error, rollbackDeploymentId } = deployment;
  if (!error?.code && !rollbackDeploymentId) return undefined;
  return failed(`the deployment was stopped while the hook was running: ${error?.message || error?.code || `rolled back by ${rollbackDeploymentId}`}`);
}
