import { announced, ShopOnStage } from './support/rollout';
import { Stage } from './support/stage';

jest.setTimeout(180_000);

let stage: Stage;
let shop: ShopOnStage;

beforeAll(async () => {
  stage = await Stage.open(120);
  shop = await ShopOnStage.open(stage, { by: 'plain' });
});
afterAll(async () => {
  await shop.close();
  await stage.close();
});

/** The alias as CloudFormation lists it. */
async function physicalId(): Promise<string | undefined> {
  const { StackResources } = await stage.cloudFormation.describeStackResources({ StackName: shop.name });
  return StackResources!.find(({ LogicalResourceId }) => LogicalResourceId!.startsWith('Live'))?.PhysicalResourceId;
}

test('an alias moves to a canary and back to CDK\'s own group, and no request fails', async () => {
  const before = await physicalId();
  // The canary already rolls out the release that adds it.
  await shop.release({ by: 'canary', adopt: true });
  expect((await shop.deployments()).at(-1)).toBe('1 → 2 Succeeded');
  expect((await shop.deployment(view => view.status === 'Succeeded')).deploymentConfigName).not.toBe('CodeDeployDefault.LambdaAllAtOnce');
  expect(await physicalId()).toBe(before);
  await shop.assertAnnounced(announced('STARTED', 'SUCCEEDED'));
  await shop.assertSettled('2');

  await shop.release({ by: 'canary', adopt: true });
  await shop.assertAnnounced(announced('STARTED', 'SUCCEEDED'));
  await shop.assertSettled('3');

  await shop.release({ by: 'plain' });
  expect(await physicalId()).toBe(before);
  await shop.assertSettled('4');
  expect(shop.failures()).toEqual([]);
});
