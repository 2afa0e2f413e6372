import { announced, ShopOnStage } from './support/rollout';
import { Stage } from './support/stage';

jest.setTimeout(120_000);

let stage: Stage;
let shop: ShopOnStage;

beforeAll(async () => {
  // An hour lasts three seconds.
  stage = await Stage.open(1200);
  shop = await ShopOnStage.open(stage);
});
afterAll(async () => {
  await shop.close();
  await stage.close();
});

/** Reports Succeeded for a rollback, as the hook SDK does, and does not report otherwise. */
const SILENT = `const { CodeDeploy } = require('@aws-sdk/client-codedeploy');
  const codeDeploy = new CodeDeploy({});
  const { DeploymentId: deploymentId, LifecycleEventHookExecutionId: lifecycleEventHookExecutionId } = event;
  const { deploymentInfo } = await codeDeploy.getDeployment({ deploymentId });
  if (deploymentInfo.creator !== 'codeDeployRollback') return;
  await codeDeploy.putLifecycleEventHookExecutionStatus({ deploymentId, lifecycleEventHookExecutionId, status: 'Succeeded' });`;

test('a self-reporting test that never reports: CodeDeploy waits for an hour and rolls the release back', async () => {
  expect(await shop.failingRelease({ beforeTraffic: SILENT, selfReporting: true })).toContain('did not report within one hour');
  expect((await stage.describe(shop.name)).status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(shop.versionsSeen()).toEqual(['1']);
  await shop.assertAnnounced(announced('STARTED', 'FAILED', 'ROLLED_BACK'));
  await shop.assertSettled('1');
});
