import { Annotations } from 'aws-cdk-lib';
import { type Construct } from 'constructs';
import { CanaryLambdaError } from '../shared/errors';

const CONTEXT_KEY = 'canary-lambda:skip';

/** Whether the next deploy skips its rollout, by prop or by context; if so, it warns. */
export function skipRequested(scope: Construct, prop?: boolean): boolean {
  const context: unknown = scope.node.tryGetContext(CONTEXT_KEY);
  if (context !== undefined && !['true', 'false'].includes(String(context))) {
    throw new CanaryLambdaError(scope, `context key \`${CONTEXT_KEY}\` must be true or false, got: ${JSON.stringify(context)}`);
  }
  const skip = prop ?? String(context) === 'true';
  if (skip) {
    Annotations.of(scope).addWarningV2('cdk-canary-lambda:skip',
      'ROLLOUT SKIPPED: this deploy moves all traffic to the new version at once, without hooks, alarms or rollback. Remove `skip` after the emergency');
  }
  return skip;
}
