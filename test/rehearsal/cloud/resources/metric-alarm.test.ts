import { CloudFormation, waitUntilStackCreateComplete, waitUntilStackDeleteComplete, waitUntilStackUpdateComplete } from '@aws-sdk/client-cloudformation';
import { rewritePlayedResources } from '../../../../rehearsal/cloud/resources/resources';
import { type Template } from '../../../../rehearsal/cloud/resources/template';
import { TestCloud } from '../../../runtime/support/test-cloud';

jest.setTimeout(60_000);

let cloud: TestCloud;

beforeAll(async () => {
  cloud = await TestCloud.start();
});
afterAll(async () => cloud.stop());

/** The template of a stack with one alarm, rewritten like an assembly. */
function template(properties: object): string {
  const result: Template = {
    Resources: {
      Alarm: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: {
          Metrics: [{ Id: 'rate', Expression: 'TIME_SERIES(1)', Period: 60, ReturnData: true }],
          ComparisonOperator: 'GreaterThanThreshold',
          EvaluationPeriods: 1,
          ...properties,
        },
      },
    },
  };
  rewritePlayedResources(result);
  return JSON.stringify(result);
}

// A name with this ending was once mistaken for a failed creation, and its alarm was never deleted.
test.each(['payments', 'payments-failed'])('the alarm %s of a template is created, updated and deleted with its stack', async AlarmName => {
  const cloudFormation = new CloudFormation(cloud.clientOptions());
  const waiting = [{ client: cloudFormation, minDelay: 1, maxDelay: 1, maxWaitTime: 30 }, { StackName: AlarmName }] as const;
  const alarms = async () => (await cloud.cloudWatch.describeAlarms({ AlarmNames: [AlarmName] })).MetricAlarms!;

  await cloudFormation.createStack({ StackName: AlarmName, TemplateBody: template({ AlarmName, Threshold: 0.5, ActionsEnabled: false }) });
  await waitUntilStackCreateComplete(...waiting);
  expect(await alarms()).toEqual([expect.objectContaining({
    Threshold: 0.5, EvaluationPeriods: 1, ActionsEnabled: false, Metrics: [{ Id: 'rate', Expression: 'TIME_SERIES(1)', Period: 60, ReturnData: true }],
  })]);

  await cloudFormation.updateStack({ StackName: AlarmName, TemplateBody: template({ AlarmName, Threshold: 2 }) });
  await waitUntilStackUpdateComplete(...waiting);
  expect(await alarms()).toEqual([expect.objectContaining({ Threshold: 2, ActionsEnabled: true })]);

  await cloudFormation.deleteStack({ StackName: AlarmName });
  await waitUntilStackDeleteComplete(...waiting);
  expect(await alarms()).toEqual([]);
});
