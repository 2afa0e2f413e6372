/** The states of a rollout that are announced, to EventBridge and to topics alike. */
export type RolloutState = 'STARTED' | 'SUCCEEDED' | 'FAILED' | 'ROLLED_BACK';

/** EventBridge `source` of our events. */
export const ROLLOUT_EVENT_SOURCE = 'cdk-canary-lambda';

/** EventBridge `detail-type` of our events. */
export const ROLLOUT_EVENT_DETAIL_TYPE = 'Canary Rollout State Change';

/**
 * The word of the rollout provider that it put the alias back itself, which CodeDeploy does not know. It reaches the events
 * function by the same rule as CodeDeploy's state changes, so that all is announced from there.
 */
export const ALIAS_PUT_BACK = { detailType: 'Canary Alias Put Back', state: 'PUT_BACK' } as const;

/** EventBridge `detail` of our events: one shape whatever moves the traffic. */
export interface RolloutEventDetail {
  /** Raised when a field changes its meaning; new fields do not raise it. */
  readonly schemaVersion: 1;
  readonly state: RolloutState;
  readonly functionName: string;
  readonly alias: string;
  /** The rollout's deployment; for `ROLLED_BACK` the one that was rolled back. */
  readonly deploymentId: string;
  /** The version that served customers before the rollout. */
  readonly currentVersion?: string;
  /** The version that was rolled out. */
  readonly targetVersion?: string;
  /** Why, in words; always present for `FAILED` and `ROLLED_BACK`. */
  readonly reason?: string;
  /** `<deploymentId>#<state>`: the same event delivered twice has the same id. */
  readonly id: string;
}

/** A topic and the states it wants to hear of. */
export interface TopicSubscription {
  readonly topicArn: string;
  readonly states: RolloutState[];
}

/** What the rule of a canary hands to the events function: CodeDeploy's state change, and who wants to know. */
export interface DeploymentStateChange {
  readonly deploymentId: string;
  /** CodeDeploy's word: `START`, `SUCCESS`, `FAILURE`, `STOP` …; or ours, `PUT_BACK`. */
  readonly state: string;
  readonly functionName: string;
  readonly alias: string;
  readonly topics: TopicSubscription[];
}
