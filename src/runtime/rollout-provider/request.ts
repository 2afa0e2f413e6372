import { type LambdaClient } from '@aws-sdk/client-lambda';
import { type Narrator } from './narrator';
import { type RolloutProperties } from './properties';
import { type Stack } from './stack';
import { type Deployment } from '../../aws/deployment';
import { type RolloutResourceProperties } from '../../protocol/rollout-resource';
import { type Alias } from '../shared/alias';
import { type Deployments } from '../shared/deployments';
import { type Polling } from '../shared/polling';

/** The resource is deleted: its properties are not checked any more, and may not even name an alias. */
export interface DeleteRequest {
  readonly alias?: Alias;
  readonly deployments: Deployments;
  readonly narrator: Narrator;
  /** CodeDeploy announces its own rollbacks, but does not know about one that we make. */
  readonly announcePutBack: (stopped: Deployment) => Promise<void>;
}

/** The resource is created or updated: what CloudFormation asks for, and what it takes to carry that out. */
export interface RolloutRequest extends DeleteRequest {
  readonly properties: RolloutProperties;
  /**
   * The properties that CloudFormation recorded before this request, unchecked; empty for a new resource.
   * While the stack rolls back, they are what the failed operation wanted.
   */
  readonly previous: Partial<RolloutResourceProperties>;
  readonly alias: Alias;
  readonly polling: Polling;
  readonly lambda: LambdaClient;
  readonly stack: Stack;
}
