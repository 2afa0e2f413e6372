/** The states of a rollout that are announced, to EventBridge and to topics alike. */
export type RolloutState = 'STARTED' | 'SUCCEEDED' | 'FAILED' | 'ROLLED_BACK';

/** EventBridge `source` of our events. */
export const ROLLOUT_EVENT_SOURCE = 'cdk-canary-lambda';

/** EventBridge `detail-type` of our events. */
export const ROLLOUT_EVENT_DETAIL_TYPE = 'Canary Rollout State Change';

/**
 * The event by which the rollout provider says that it put the alias back itself, which CodeDeploy does not know. It reaches
 * the events function through the same rule as CodeDeploy's state changes, so that one function announces everything.
 */
export const ALIAS_PUT_BACK = { detailType: 'Canary Alias Put Back', state: 'PUT_BACK' } as const;

/** EventBridge `detail` of our events. It has one shape, whether CodeDeploy or something else moves the traffic. */
export interface RolloutEventDetail {
  /** Increases when a field changes its meaning, not when a field is added. */
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
  /** Why, as a sentence for people. Always present for `FAILED` and `ROLLED_BACK`. */
  readonly reason?: string;
  /** `<deploymentId>#<state>`: an event that is delivered twice has the same id both times. */
  readonly id: string;
}

/** A topic and the states that it receives. */
export interface TopicSubscription {
  readonly topicArn: string;
  readonly states: RolloutState[];
}

/** What a canary's rule sends to the events function: CodeDeploy's state change, and the topics to notify. */
export interface DeploymentStateChange {
  readonly deploymentId: string;
  /** CodeDeploy's `START`, `SUCCESS`, `FAILURE`, `STOP` …, or our own `PUT_BACK`. */
  readonly state: string;
  readonly functionName: string;
  readonly alias: string;
  readonly topics: TopicSubscription[];
}
