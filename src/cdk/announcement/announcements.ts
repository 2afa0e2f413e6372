import { type CfnResource, Lazy } from 'aws-cdk-lib';
import type * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as events from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { type Construct } from 'constructs';
import {
  ALIAS_PUT_BACK, type DeploymentStateChange, ROLLOUT_EVENT_DETAIL_TYPE, ROLLOUT_EVENT_SOURCE, type RolloutState, type TopicSubscription,
} from '../../protocol/rollout-event';
import { type VersionMetricTarget } from '../alarm/version-metric';
import { acknowledge } from '../shared/acknowledge';
import { describe } from '../shared/description';
import { StackRuntime } from '../shared/stack-runtime';

/**
 * Announces how the rollouts of one canary go.
 *
 * Each canary has a rule that passes two kinds of events to the events function, together with the canary's topics: CodeDeploy's
 * state changes, and the provider's report that it put an alias back. The function announces both in one shape. Rule and function
 * exist only once the canary has a notification or a listener.
 */
export class Announcements {
  /** Whether the canary has a notification or a listener. */
  public wanted = false;
  private readonly subscriptions: TopicSubscription[] = [];
  private deploymentGroup?: codedeploy.LambdaDeploymentGroup;
  private rule?: events.Rule;

  constructor(private readonly scope: Construct, private readonly target: VersionMetricTarget, private readonly alias: CfnResource) {}

  /** Announces the rollouts of this deployment group, also to notifications and listeners that are added later. */
  public follow(deploymentGroup: codedeploy.LambdaDeploymentGroup): void {
    this.deploymentGroup = deploymentGroup;
    this.connect();
  }

  public toTopic(topic: sns.ITopic, states: RolloutState[]): void {
    topic.grantPublish(StackRuntime.of(this.scope).events().role);
    this.subscriptions.push({ topicArn: topic.topicArn, states });
    this.wanted = true;
    this.connect();
  }

  public toRule(id: string, state: RolloutState, options: events.OnEventOptions): events.Rule {
    const rule = new events.Rule(this.scope, id, options);
    rule.addTarget(options.target);
    rule.addEventPattern({
      source: [ROLLOUT_EVENT_SOURCE],
      detailType: [ROLLOUT_EVENT_DETAIL_TYPE],
      detail: { state: [state], functionName: [this.target.functionName], alias: [this.target.aliasName] },
    });
    this.wanted = true;
    this.connect();
    return rule;
  }

  private connect(): void {
    if (!this.wanted || !this.deploymentGroup || this.rule) return;
    const runtime = StackRuntime.of(this.scope);
    const input: Record<keyof DeploymentStateChange, unknown> = {
      deploymentId: events.EventField.fromPath('$.detail.deploymentId'),
      state: events.EventField.fromPath('$.detail.state'),
      functionName: this.target.functionName,
      alias: this.target.aliasName,
      topics: Lazy.any({ produce: () => this.subscriptions }),
    };
    this.rule = new events.Rule(this.scope, 'StateChanges', {
      description: describe('Rollouts of', this.scope),
      eventPattern: {
        source: ['aws.codedeploy', ROLLOUT_EVENT_SOURCE],
        detailType: ['CodeDeploy Deployment State-change Notification', ALIAS_PUT_BACK.detailType],
        detail: { application: [runtime.application.applicationName], deploymentGroup: [this.deploymentGroup.deploymentGroupName] },
      },
      targets: [new LambdaFunction(runtime.events().function, { event: events.RuleTargetInput.fromObject(input) })],
    });
    acknowledge(this.rule, 'Serverless-EventBusDLQ', 'EventBridge retries for a day; a lost announcement changes no traffic');
    // So that the rollout that creates the rule is announced from its start.
    this.alias.node.addDependency(this.rule);
  }
}
