import { randomBytes } from 'node:crypto';
import {
  type DeploymentConfigInfo, type DeploymentCreator, type DeploymentGroupInfo, type DeploymentStatus, type ErrorInformation,
  type LifecycleEventStatus, type RevisionLocation, type RollbackInfo,
} from '@aws-sdk/client-codedeploy';
import { type AppSpec } from './app-spec';

export type LifecycleEventName = 'BeforeAllowTraffic' | 'AllowTraffic' | 'AfterAllowTraffic';

export interface LifecycleEvent {
  readonly name: LifecycleEventName;
  readonly status: LifecycleEventStatus;
  readonly startTime?: Date;
  readonly endTime?: Date;
  /** Why it failed. */
  readonly message?: string;
}

/** A deployment at one moment: what the feed carries and the terminal shows. */
export interface DeploymentView {
  readonly deploymentId: string;
  readonly applicationName: string;
  readonly deploymentGroupName: string;
  readonly deploymentConfigName: string;
  readonly creator: DeploymentCreator;
  readonly status: DeploymentStatus;
  readonly functionName: string;
  readonly alias: string;
  readonly currentVersion: string;
  readonly targetVersion: string;
  /** Percentage of the traffic that the target version receives. */
  readonly targetVersionWeight: number;
  readonly lifecycleEvents: readonly LifecycleEvent[];
  /** Names of the alarms that stop it. */
  readonly alarmNames: readonly string[];
  /** When the next step of the shift is due, on the wall clock; absent: the deployment waits for no step. */
  readonly nextShiftAt?: Date;
  readonly createTime: Date;
  readonly startTime?: Date;
  readonly completeTime?: Date;
  readonly errorInformation?: ErrorInformation;
  readonly rollbackInfo?: RollbackInfo;
}

export interface DeploymentProps {
  readonly group: DeploymentGroupInfo;
  readonly config: DeploymentConfigInfo;
  readonly appSpec: AppSpec;
  readonly revision: RevisionLocation;
  readonly creator: DeploymentCreator;
  /** Whether CloudFormation takes an alias back with it. @default false */
  readonly stackRollback?: boolean;
  readonly description?: string;
  /** The failed deployment that this one undoes. */
  readonly rollbackOf?: Deployment;
  readonly onChange: (view: DeploymentView) => void;
}

const TERMINAL: DeploymentStatus[] = ['Succeeded', 'Failed', 'Stopped'];

/** The record of one deployment. Every change is announced as a complete new view. */
export class Deployment {
  readonly id = `d-${randomId(9)}`;
  /** Aborted to stop the deployment; the reason is the `Halt`. */
  readonly halt = new AbortController();
  /** Resolves when the deployment has reached its final status. */
  readonly ended: Promise<void>;
  private current: DeploymentView;
  private updated = new Date();
  private end!: () => void;

  constructor(readonly props: DeploymentProps) {
    const { group, config, appSpec, creator, rollbackOf } = props;
    this.ended = new Promise(resolve => (this.end = resolve));
    this.current = {
      deploymentId: this.id,
      applicationName: group.applicationName!,
      deploymentGroupName: group.deploymentGroupName!,
      deploymentConfigName: config.deploymentConfigName!,
      creator,
      status: 'Created',
      functionName: appSpec.functionName,
      alias: appSpec.alias,
      currentVersion: appSpec.currentVersion,
      targetVersion: appSpec.targetVersion,
      targetVersionWeight: 0,
      lifecycleEvents: (['BeforeAllowTraffic', 'AllowTraffic', 'AfterAllowTraffic'] as const).map(name => ({ name, status: 'Pending' })),
      alarmNames: group.alarmConfiguration?.enabled ? (group.alarmConfiguration.alarms ?? []).map(alarm => alarm.name!) : [],
      createTime: new Date(),
      rollbackInfo: rollbackOf && { rollbackTriggeringDeploymentId: rollbackOf.id, rollbackMessage: `Rollback of ${rollbackOf.id}` },
    };
    props.onChange(this.current);
  }

  get view(): DeploymentView {
    return this.current;
  }

  get lastUpdatedAt(): Date {
    return this.updated;
  }

  get running(): boolean {
    return !TERMINAL.includes(this.current.status);
  }

  get isRollback(): boolean {
    return this.props.rollbackOf !== undefined;
  }

  change(change: Partial<DeploymentView>): void {
    this.updated = new Date();
    this.current = { ...this.current, ...change };
    this.props.onChange(this.current);
    if (!this.running) this.end();
  }

  lifecycleEvent(name: LifecycleEventName): LifecycleEvent {
    return this.current.lifecycleEvents.find(event => event.name === name)!;
  }

  changeLifecycleEvent(name: LifecycleEventName, status: LifecycleEventStatus, message?: string): void {
    const times = status === 'InProgress' ? { startTime: new Date() } : status === 'Skipped' ? {} : { endTime: new Date() };
    this.change({
      lifecycleEvents: this.current.lifecycleEvents.map(event => (event.name === name ? { ...event, ...times, status, message } : event)),
    });
  }
}

/** Capital letters and digits, as in CodeDeploy's ids. */
function randomId(length: number): string {
  return Array.from(randomBytes(length), byte => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'[byte % 36]).join('');
}
