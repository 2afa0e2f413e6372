import { GATE_ENVIRONMENT, LATEST_URL_ENVIRONMENT, TIME_SCALE_ENVIRONMENT } from '../../protocol/environment';
import { type LifecycleEvent } from '../../protocol/hook-event';

/** The gate's settings, which the construct writes to its environment. */
export interface GateSettings {
  readonly functionArn: string;
  readonly alias: string;
  /** ARN of the hook to invoke, by event. Without one the event passes. */
  readonly hooks: Record<LifecycleEvent, string | undefined>;
  readonly latestUrl?: string;
  /** How many times faster schedules run than the clock: 1 on AWS. */
  readonly timeScale: number;
  readonly bake?: { readonly seconds: number; readonly roleArn: string };
}

/**
 * Reads the gate's environment.
 *
 * @throws if a required variable is missing or one is invalid
 */
export function readSettings(environment: Record<string, string | undefined>): GateSettings {
  const read = (name: string) => environment[name] || undefined;
  return {
    functionArn: required(GATE_ENVIRONMENT.functionArn, read(GATE_ENVIRONMENT.functionArn)),
    alias: required(GATE_ENVIRONMENT.aliasName, read(GATE_ENVIRONMENT.aliasName)),
    hooks: {
      BeforeAllowTraffic: read(GATE_ENVIRONMENT.beforeTrafficHook),
      AfterAllowTraffic: read(GATE_ENVIRONMENT.afterTrafficHook),
    },
    latestUrl: read(LATEST_URL_ENVIRONMENT),
    timeScale: Number(read(TIME_SCALE_ENVIRONMENT) ?? 1),
    bake: readBake(read(GATE_ENVIRONMENT.bakeSeconds), read(GATE_ENVIRONMENT.bakeRoleArn)),
  };
}

function readBake(seconds: string | undefined, roleArn: string | undefined): GateSettings['bake'] {
  if (seconds === undefined) return undefined;
  const whole = Number(seconds);
  if (!Number.isInteger(whole) || whole <= 0) throw new Error(`${GATE_ENVIRONMENT.bakeSeconds} must be a whole number above 0, got: ${seconds}`);
  return { seconds: whole, roleArn: required(GATE_ENVIRONMENT.bakeRoleArn, roleArn) };
}

function required(name: string, value: string | undefined): string {
  if (value === undefined) throw new Error(`environment variable ${name} must be set, got: ${value}`);
  return value;
}
