import { type ErrorCode } from '@aws-sdk/client-codedeploy';

export interface HaltProps {
  /** `Stopped`: a person or an alarm stopped it. `Failed`: any other reason. */
  readonly status: 'Failed' | 'Stopped';
  readonly code: ErrorCode;
  /** Whether a rollback deployment follows. */
  readonly rollback: boolean;
}

/** Why a deployment ends early. */
export class Halt extends Error {
  constructor(message: string, readonly props: HaltProps) {
    super(message);
  }
}

/** Whether the group rolls back on this event. */
export function rollsBack(group: { autoRollbackConfiguration?: { enabled?: boolean; events?: string[] } }, event: string): boolean {
  const { enabled, events } = group.autoRollbackConfiguration ?? {};
  return enabled === true && (events ?? []).includes(event);
}
