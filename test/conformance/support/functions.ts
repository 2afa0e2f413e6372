import { type CreateFunctionCommandInput } from '@aws-sdk/client-lambda';
import { zip } from '../../runtime/support/zip';
import { type Subject } from '../subject';

/** A handler that answers with its version and the ARN by which it was invoked. */
const CODE = `exports.handler = async (event, context) => ({
  statusCode: 200,
  body: JSON.stringify({ version: process.env.AWS_LAMBDA_FUNCTION_VERSION, arn: context.invokedFunctionArn }),
});`;

/** Creates a function; returns its ARN. */
export async function createFunction(
  subject: Subject, FunctionName: string, code = CODE, change: Partial<CreateFunctionCommandInput> = {},
): Promise<string> {
  const { lambda } = subject;
  const { FunctionArn } = await lambda.createFunction({
    FunctionName, Runtime: 'nodejs22.x', Handler: 'index.handler', Role: subject.roleArn, Code: { ZipFile: zip('index.js', code) }, Timeout: 30, ...change,
  });
  subject.atEnd(() => lambda.deleteFunction({ FunctionName }));
  await settled(subject, FunctionName);
  return FunctionArn!;
}

/** Creates a function with this many published versions, each with different code; returns its ARN. */
export async function createVersions(subject: Subject, FunctionName: string, count: number): Promise<string> {
  const arn = await createFunction(subject, FunctionName, CODE, { Publish: true });
  for (let version = 2; version <= count; version++) await publishVersion(subject, FunctionName);
  return arn.replace(/:1$/, '');
}

/** Publishes one more version; returns its number. */
export async function publishVersion(subject: Subject, FunctionName: string): Promise<string> {
  await settled(subject, FunctionName);
  const ZipFile = zip('index.js', `${CODE} // ${subject.name('code')}`);
  const { Version } = await subject.lambda.updateFunctionCode({ FunctionName, ZipFile, Publish: true });
  await settled(subject, FunctionName, Version);
  return Version!;
}

/** Waits until the function can be published or changed again. */
export async function settled(subject: Subject, FunctionName: string, Qualifier?: string): Promise<void> {
  await subject.until(`${FunctionName} must be ready`, 2, async () => {
    const { State, LastUpdateStatus } = await subject.lambda.getFunctionConfiguration({ FunctionName, Qualifier });
    return State === 'Active' && LastUpdateStatus === 'Successful';
  });
}
