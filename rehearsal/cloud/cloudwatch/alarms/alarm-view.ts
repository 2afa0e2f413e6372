import { type StateValue } from '@aws-sdk/client-cloudwatch';

/** An alarm as it is at one moment: what the feed carries and the terminal shows. */
export interface AlarmView {
  readonly alarmName: string;
  readonly state: StateValue;
  /** Why it is in this state, in CloudWatch's words. */
  readonly reason: string;
  /** When it came into this state, on the wall clock. */
  readonly changedAt: Date;
}
