import { DeploymentConfigs } from '../../../../rehearsal/cloud/codedeploy/deployment-configs';
import { DeploymentGroups } from '../../../../rehearsal/cloud/codedeploy/deployment-groups';
import { deploymentGroups } from '../../../../rehearsal/cloud/resources/codedeploy-deployment-group';

const TRIGGER = { TriggerName: 'failures', TriggerTargetArn: 'arn:aws:sns:us-east-1:123456789012:failures', TriggerEvents: ['DeploymentFailure'] };

test('a template adds a group\'s triggers, and removes them when they are no longer in it', async () => {
  const groups = new DeploymentGroups(new DeploymentConfigs());
  groups.createApplication('orders', 'Lambda');
  const resource = deploymentGroups(groups);
  const request = (properties: object) => ({
    RequestType: 'Update' as const,
    ResponseURL: '',
    StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/orders/1',
    RequestId: '1',
    ResourceType: 'Custom::Rehearsal',
    LogicalResourceId: 'Group',
    PhysicalResourceId: 'live',
    ResourceProperties: {
      ServiceToken: 'arn',
      ApplicationName: 'orders',
      DeploymentGroupName: 'live',
      ServiceRoleArn: 'arn:aws:iam::123456789012:role/deploys',
      DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
      ...properties,
    },
    OldResourceProperties: { ApplicationName: 'orders', DeploymentGroupName: 'live' },
  });
  const triggers = () => groups.get('orders', 'live').triggerConfigurations;

  await resource.create(request({ TriggerConfigurations: [TRIGGER] }));
  expect(triggers()).toEqual([{ triggerName: 'failures', triggerTargetArn: TRIGGER.TriggerTargetArn, triggerEvents: ['DeploymentFailure'] }]);
  await resource.update(request({}), new AbortController().signal);
  expect(triggers()).toEqual([]);
});
