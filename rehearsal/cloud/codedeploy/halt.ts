import { type ErrorCode } from '@aws-sdk/client-codedeploy';

export interface HaltProps {
  /** `Stopped`: by a person or an alarm. `Failed`: by itself. */
  readonly status: 'Failed' | 'Stopped';
  readonly code: ErrorCode;
  /** Whether a rollback deployment follows. */
  readonly rollback: boolean;
}

/** Why a deployment ends before its time. */
export class Halt extends Error {
  constructor(message: string, readonly props: HaltProps) {
    super(message);
  }
}

/** Whether the group rolls back on this kind of event. */
export function rollsBack(group: { autoRollbackConfiguration?: { enabled?: boolean; events?: string[] } }, event: string): boolean {
  const { enabled, events } = group.autoRollbackConfiguration ?? {};
  return enabled === true && (events ?? []).includes(event);
}
