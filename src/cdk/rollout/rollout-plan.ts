import { type ILambdaDeploymentConfig } from 'aws-cdk-lib/aws-codedeploy';
import { type ShiftMode } from '../../protocol/rollout-resource';

/** What a `Rollout` comes to once it is bound to a canary. */
export interface RolloutPlan {
  readonly shiftMode: ShiftMode;
  /** Absent: no CodeDeploy deployment. */
  readonly deploymentConfig?: ILambdaDeploymentConfig;
}
