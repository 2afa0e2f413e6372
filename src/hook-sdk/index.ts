/**
 * For hook functions that report to CodeDeploy themselves (`Hook.selfReporting(fn)`).
 *
 * @packageDocumentation
 */
export type { CodeDeployHookEvent, HookEvent, HookHandle, HookStatus, LifecycleEvent, ReportableHookEvent } from '../protocol/hook-event';
export { rollout, type HookContext, type HookFunction, type HookLambda, type Rollout } from './rollout';
