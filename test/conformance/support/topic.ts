import { type Recorder } from './recorder';
import { type Subject } from '../subject';

/** Creates a topic to which EventBridge and CloudWatch's alarms can publish, with the recorder as subscriber; returns its ARN. */
export async function createTopic(subject: Subject, recorder: Recorder): Promise<string> {
  const { sns, account, region } = subject;
  const Name = subject.name('topic');
  const arn = `arn:aws:sns:${region}:${account}:${Name}`;
  const statement = { Effect: 'Allow', Principal: { Service: ['events.amazonaws.com', 'cloudwatch.amazonaws.com'] }, Action: 'sns:Publish', Resource: arn };
  const { TopicArn } = await sns.createTopic({ Name, Attributes: { Policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }) } });
  subject.atEnd(() => sns.deleteTopic({ TopicArn }));
  await sns.subscribe({ TopicArn, Protocol: 'lambda', Endpoint: recorder.arn });
  return TopicArn!;
}

/** The message in the event that a topic sends to a function. */
export function messageOf(event: any): string | undefined {
  return event.Records?.[0].Sns?.Message;
}
