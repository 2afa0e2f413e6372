import { Lambda } from '@aws-sdk/client-lambda';
import { LocalCloud } from '../../../rehearsal/cloud/local-cloud';
import { zip } from '../../runtime/support/zip';

/** A program that starts a local cloud with a hanging handler, prints its endpoint, and runs until it is killed. */
async function main(): Promise<void> {
  const cloud = await LocalCloud.start();
  const lambda = new Lambda({ endpoint: cloud.endpoint, region: 'us-east-1', credentials: { accessKeyId: '123456789012', secretAccessKey: 'test' } });
  await lambda.createFunction({
    FunctionName: 'hangs',
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Role: 'arn:aws:iam::123456789012:role/test',
    Timeout: 600,
    Code: { ZipFile: zip('index.js', 'exports.handler = () => new Promise(() => setInterval(() => {}, 1000));') },
  });
  await lambda.invoke({ FunctionName: 'hangs', InvocationType: 'Event' });
  console.log(JSON.stringify({ endpoint: cloud.endpoint }));
  if (process.argv[2] === 'throw') setTimeout(() => { throw new Error('not caught'); }, 500);
  setInterval(() => {}, 60_000);
}

void main();
