import { CfnResource, Duration } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { type Construct } from 'constructs';
import { foreignProblem } from '../shared/checks';
import { CanaryLambdaError } from '../shared/errors';

/** What Lambda gives a function that sets none. */
const DEFAULT_TIMEOUT_SECONDS = 3;

/** What a `Hook` comes to: which function is called, and who reports the result. */
export interface HookPlan {
  readonly function: lambda.IFunction;
  /** `gate`: the gate invokes the function and reports. `itself`: CodeDeploy calls the function, which reports. */
  readonly reporter: 'gate' | 'itself';
  /** The function's timeout; unknown for imported functions. */
  readonly timeout?: Duration;
}

/** The two places in a rollout where a hook can run. */
export interface HookPlans {
  readonly beforeTraffic?: HookPlan;
  readonly afterTraffic?: HookPlan;
}

/**
 * A function that judges a rollout, before any traffic shifts or after all of it has.
 *
 * A hook that fails rolls the rollout back. It never runs in a rollback: nothing may hold that up.
 *
 * A hook function must not refer to `alias` or `url` of the canary that waits for it (CloudFormation refuses the circle);
 * `aliasArn`, `latestUrl` and the event's `targetVersionArn` are safe.
 *
 * @example
 * declare const ordersFn: lambda.Function;
 * declare const smokeTest: lambda.Function;
 * declare const longCheck: lambda.Function;
 * new CanaryLambda(this, 'Orders', {
 *   function: ordersFn,
 *   beforeTraffic: Hook.invoke(smokeTest),
 *   afterTraffic: Hook.selfReporting(longCheck),
 * });
 */
export abstract class Hook {
  /**
   * Invokes a function, in any language: a return is a pass; a throw, a crash or a time-out is a failure.
   *
   * The function gets `deploymentId`, `lifecycleEvent`, `functionName`, `alias`, `currentVersion`, `targetVersion`,
   * `targetVersionArn` and `latestUrl` (if the canary has one), and needs no permission to report: the canary's gate does that.
   * A delivery may be repeated, so the function should tolerate being called twice.
   *
   * Its time-out must be 14 minutes or less, so that the gate can report in time.
   *
   * @example
   * declare const smokeTest: lambda.Function;
   * Hook.invoke(smokeTest);
   */
  public static invoke(fn: lambda.IFunction): Hook {
    return new FunctionHook(fn, 'gate');
  }

  /**
   * A function that CodeDeploy calls and that reports by itself, within one hour, with `cdk-canary-lambda/hook-sdk`.
   *
   * For checks that last longer than a function can run: it may start them, say `rollout.reportLater(event)`, and let another
   * process report with the event's `deploymentId` and `lifecycleEventHookExecutionId`. That process must be allowed to call
   * `codedeploy:PutLifecycleEventHookExecutionStatus` for the canary's `deploymentGroup`.
   *
   * The function gets the permissions to read the deployment and to report; where its role can't be changed (an imported function, say)
   * a warning names them. Not an alias or a version. To be told `latestUrl`, it needs it as `LATEST_URL` in its environment.
   *
   * @example
   * declare const longCheck: lambda.Function;
   * Hook.selfReporting(longCheck);
   */
  public static selfReporting(fn: lambda.IFunction): Hook {
    return new FunctionHook(fn, 'itself');
  }

  /** @internal */
  public abstract _bind(): HookPlan;
}

class FunctionHook extends Hook {
  constructor(private readonly fn: lambda.IFunction, private readonly reporter: HookPlan['reporter']) {
    super();
  }

  /** @internal */
  public _bind(): HookPlan {
    return { function: this.fn, reporter: this.reporter, timeout: timeoutOf(this.fn) };
  }
}

/** Of a function of this app, Lambda's default included; unknown for an imported one. */
function timeoutOf(fn: lambda.IFunction): Duration | undefined {
  const resource = fn.node.defaultChild;
  if (!CfnResource.isCfnResource(resource) || resource.cfnResourceType !== 'AWS::Lambda::Function') return undefined;
  return Duration.seconds((resource as lambda.CfnFunction).timeout ?? DEFAULT_TIMEOUT_SECONDS);
}

/** Binds the hooks of a canary; throws if one does not come from a factory. @internal */
export function bindHooks(scope: Construct, hooks: { readonly beforeTraffic?: Hook; readonly afterTraffic?: Hook }): HookPlans {
  return { beforeTraffic: bindHook(scope, 'beforeTraffic', hooks.beforeTraffic), afterTraffic: bindHook(scope, 'afterTraffic', hooks.afterTraffic) };
}

function bindHook(scope: Construct, prop: string, hook?: Hook): HookPlan | undefined {
  if (hook === undefined || typeof hook._bind === 'function') return hook?._bind();
  throw new CanaryLambdaError(scope, foreignProblem(prop, hook, 'Hook', 'Hook.invoke() or Hook.selfReporting()'));
}
