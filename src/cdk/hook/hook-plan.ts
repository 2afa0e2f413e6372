import { type Duration } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';

/** What a `Hook` comes to: who is called, and who reports. */
export interface HookPlan {
  readonly function: lambda.IFunction;
  /** `gate`: the gate invokes the function and reports. `itself`: CodeDeploy calls the function, which reports. */
  readonly reporter: 'gate' | 'itself';
  /** The function's time-out; unknown for imported functions. */
  readonly timeout?: Duration;
}
