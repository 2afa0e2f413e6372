import { type TestCloud } from './test-cloud';

/** An SQS queue of the local cloud. Speaks its JSON protocol, since the SQS client is not among our dependencies. */
export class Queue {
  public static async create(cloud: TestCloud): Promise<Queue> {
    const name = cloud.name('queue');
    const { QueueUrl } = await call(cloud, 'CreateQueue', { QueueName: name });
    return new Queue(cloud, QueueUrl, `arn:aws:sqs:us-east-1:123456789012:${name}`);
  }

  private constructor(private readonly cloud: TestCloud, private readonly url: string, public readonly arn: string) {}

  /** Waits for the next message. Returns its parsed body. */
  public async receive(): Promise<any> {
    for (;;) {
      const { Messages: [message] = [] } = await call(this.cloud, 'ReceiveMessage', { QueueUrl: this.url, WaitTimeSeconds: 5, MaxNumberOfMessages: 1 });
      if (!message) continue;
      await call(this.cloud, 'DeleteMessage', { QueueUrl: this.url, ReceiptHandle: message.ReceiptHandle });
      return JSON.parse(message.Body);
    }
  }

  /** Parsed bodies of the messages that are there now, without waiting. */
  public async drain(): Promise<any[]> {
    const { Messages = [] } = await call(this.cloud, 'ReceiveMessage', { QueueUrl: this.url, MaxNumberOfMessages: 10 });
    return Messages.map((message: { Body: string }) => JSON.parse(message.Body));
  }
}

async function call(cloud: TestCloud, operation: string, input: object): Promise<any> {
  const response = await fetch(cloud.cloud.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AmazonSQS.${operation}`,
      'authorization': 'AWS4-HMAC-SHA256 Credential=123456789012/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=none',
    },
    body: JSON.stringify(input),
  });
  if (!response.ok) throw new Error(`${operation} must succeed, got: ${response.status} ${await response.text()}`);
  return response.json();
}
