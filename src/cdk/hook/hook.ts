import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import * as logs from 'aws-cdk-lib/aws-logs';
import { type Construct } from 'constructs';
import { type NodejsHookOptions } from './nodejs-hook-options';
import { acknowledge, acknowledgeWildcard } from '../shared/acknowledge';
import { foreignProblem } from '../shared/checks';
import { describe } from '../shared/description';
import { CanaryLambdaError } from '../shared/errors';
import { timeoutOf } from '../shared/function-timeout';

/** What a `Hook` means: which function is called, and which function reports the result. */
export interface HookPlan {
  readonly function: lambda.IFunction;
  /** `gate`: the gate invokes the function and reports. `itself`: CodeDeploy calls the function, which reports. */
  readonly reporter: 'gate' | 'itself';
  /** The function's timeout; unknown for imported functions. */
  readonly timeout?: Duration;
}

/** The hooks of a rollout, by the place where each runs. */
export interface HookPlans {
  readonly beforeTraffic?: HookPlan;
  readonly afterTraffic?: HookPlan;
}

/**
 * A function that judges a rollout, before any traffic shifts or after all traffic has shifted.
 *
 * A hook that fails rolls the rollout back. Hooks never run in a rollback: nothing may delay it.
 *
 * - `invoke()`: the canary invokes the function and reports its result. The usual choice, for checks of up to 14 minutes.
 * - `nodejs()`: the same from a source file; the function and its permission to call the new version come with it.
 * - `selfReporting()`: CodeDeploy calls the function, which reports its own result. For checks of up to one hour.
 *
 * A hook function must not refer to `alias` or `url` of the canary that waits for it, since CloudFormation refuses such a cycle;
 * `aliasArn`, `latestUrl` and the event's `targetVersionArn` are safe. Before traffic shifts, `aliasArn` is the old version: call
 * `targetVersionArn` or `latestUrl` to test the new one.
 *
 * @example
 * declare const ordersFn: lambda.Function;
 * declare const smokeTest: lambda.Function;
 * declare const longCheck: lambda.Function;
 * new CanaryLambda(this, 'Orders', {
 *   function: ordersFn,
 *   // passes if the function returns
 *   beforeTraffic: Hook.invoke(smokeTest),
 *   // passes once the function, or another process, reports success
 *   afterTraffic: Hook.selfReporting(longCheck),
 * });
 */
export abstract class Hook {
  /**
   * Invokes a function, in any language: if it returns, the hook passes; if it throws, crashes or times out, the hook fails.
   *
   * The function gets `deploymentId`, `lifecycleEvent`, `functionName`, `alias`, `currentVersion`, `targetVersion`,
   * `targetVersionArn` and `latestUrl` (if the canary has one), and needs no permission to report: the canary's gate does that.
   * AWS may deliver an event twice, so the function should tolerate a second call.
   *
   * Its timeout must be 14 minutes or less, so that the gate can report in time.
   *
   * @example
   * declare const smokeTest: lambda.Function;
   * Hook.invoke(smokeTest);
   */
  public static invoke(fn: lambda.IFunction): Hook {
    return new FunctionHook(fn, 'gate');
  }

  /**
   * Creates a function from a source file, bundled as `NodejsFunction` does, and invokes it as `Hook.invoke()` does.
   *
   * It runs on Node.js 24, whose AWS SDK needs no bundling, and may call every version of the function that is rolled out: `targetVersionArn`
   * of its event is the new one.
   *
   * @example
   * declare const ordersFn: lambda.Function;
   * const beforeTraffic = Hook.nodejs({ entry: 'src/before-traffic.ts' });
   * new CanaryLambda(this, 'Orders', { function: ordersFn, beforeTraffic });
   */
  public static nodejs(options: NodejsHookOptions): Hook {
    return new NodejsHook(options);
  }

  /**
   * Lets CodeDeploy call a function that reports its own result, within one hour, with `cdk-canary-lambda/hook-sdk`.
   *
   * Use it for checks that last longer than a function can run: the function starts them and calls `rollout.reportLater(event)`; another
   * process reports with the event's `deploymentId` and `lifecycleEventHookExecutionId`. That process needs permission to call
   * `codedeploy:PutLifecycleEventHookExecutionStatus` for the canary's `deploymentGroup`.
   *
   * The canary grants the function permission to read the deployment and to report. If the function's role can't be changed, such as that
   * of an imported function, a warning names the permissions. The function must not be an alias or a version. Put `latestUrl` into its
   * environment as `LATEST_URL` if it needs that URL.
   *
   * @example
   * declare const longCheck: lambda.Function;
   * Hook.selfReporting(longCheck);
   */
  public static selfReporting(fn: lambda.IFunction): Hook {
    return new FunctionHook(fn, 'itself');
  }

  /** @internal */
  public abstract _bind(scope: Construct, id: string, fn: lambda.Function): HookPlan;
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

/** Findings of security scanners that are intended. */
const ACKNOWLEDGED = {
  'Serverless-LambdaDLQ': 'The gate invokes it synchronously and sees the error',
  'Serverless-LambdaTracing': 'Runs once a deploy; no customer request passes through it',
  'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]': 'Writing logs is all that it allows',
};

class NodejsHook extends Hook {
  constructor(private readonly options: NodejsHookOptions) {
    super();
  }

  /** @internal */
  public _bind(scope: Construct, id: string, fn: lambda.Function): HookPlan {
    const timeout = this.options.timeout ?? Duration.minutes(1);
    const hook = new NodejsFunction(scope, id, {
      description: describe('Hook of', scope),
      memorySize: 256,
      ...this.options,
      timeout,
      // A fixed one: with the latest of a region, the CDK would bundle the AWS SDK, which a new app does not have.
      runtime: lambda.Runtime.NODEJS_24_X,
      logGroup: new logs.LogGroup(scope, `${id}Logs`, { retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY }),
    });
    hook.addToRolePolicy(new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [`${fn.functionArn}:*`] }));
    for (const [rule, reason] of Object.entries(ACKNOWLEDGED)) acknowledge(hook, rule, reason);
    acknowledgeWildcard(hook, `${fn.functionArn}:*`, 'The hook calls the version under test, a new one each time');
    return { function: hook, reporter: 'gate', timeout };
  }
}

/** Binds the hooks of a canary; throws if one does not come from a factory. @internal */
export function bindHooks(scope: Construct, fn: lambda.Function, hooks: { readonly beforeTraffic?: Hook; readonly afterTraffic?: Hook }): HookPlans {
  return { beforeTraffic: bindHook(scope, fn, 'beforeTraffic', hooks.beforeTraffic), afterTraffic: bindHook(scope, fn, 'afterTraffic', hooks.afterTraffic) };
}

function bindHook(scope: Construct, fn: lambda.Function, prop: 'beforeTraffic' | 'afterTraffic', hook?: Hook): HookPlan | undefined {
  const id = prop === 'beforeTraffic' ? 'BeforeTraffic' : 'AfterTraffic';
  if (hook === undefined || typeof hook._bind === 'function') return hook?._bind(scope, id, fn);
  throw new CanaryLambdaError(scope, foreignProblem(prop, hook, 'Hook', 'Hook.invoke(), Hook.nodejs() or Hook.selfReporting()'));
}
