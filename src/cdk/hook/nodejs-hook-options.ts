import { type Duration } from 'aws-cdk-lib';

/** Options of `Hook.nodejs()`. */
export interface NodejsHookOptions {
  /**
   * Path of the source file, TypeScript or JavaScript; relative to the folder of the app, where `cdk` runs.
   */
  readonly entry: string;

  /**
   * Name of the exported function that is the handler.
   *
   * @default 'handler'
   */
  readonly handler?: string;

  /**
   * How long the hook can run.
   *
   * At most 14 minutes, so that its result can be reported in time.
   *
   * @default Duration.minutes(1)
   */
  readonly timeout?: Duration;

  /**
   * Memory of the hook.
   *
   * In MB, a whole number from 128 to 10,240.
   *
   * @default 256
   */
  readonly memorySize?: number;

  /**
   * Environment variables of the hook.
   *
   * @default - none
   */
  readonly environment?: { [name: string]: string };

  /**
   * Lock file of the app's packages, from which `NodejsFunction` tells the package manager.
   *
   * @default - the first one found on the way from the app's folder up
   */
  readonly depsLockFilePath?: string;
}
