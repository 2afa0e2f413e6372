import { type HookStatus } from '../../protocol/hook-event';

/** What the gate has to tell CodeDeploy, and why. */
export interface Verdict {
  readonly status: HookStatus;
  readonly reason: string;
}

/** Nothing to tell now: somebody told it before, or the bake will. */
export interface NoVerdict {
  readonly status: 'none';
  readonly reason: string;
}

export const passed = (reason: string): Verdict => ({ status: 'Succeeded', reason });
export const failed = (reason: string): Verdict => ({ status: 'Failed', reason });
export const noVerdict = (reason: string): NoVerdict => ({ status: 'none', reason });
