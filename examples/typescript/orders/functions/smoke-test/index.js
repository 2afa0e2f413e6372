// Places an order with the new version before any customer meets it, and reads it back.
const { InvokeCommand, LambdaClient } = require('@aws-sdk/client-lambda');

const lambda = new LambdaClient();

async function call(functionArn, method, proxy, body) {
  const event = { requestContext: { http: { method } }, pathParameters: { proxy }, body: JSON.stringify(body) };
  const { FunctionError, Payload } = await lambda.send(new InvokeCommand({ FunctionName: functionArn, Payload: JSON.stringify(event) }));
  const result = JSON.parse(Buffer.from(Payload).toString());
  if (FunctionError) throw new Error(`${method} failed: ${result.errorMessage}`);
  return { status: result.statusCode, ...JSON.parse(result.body) };
}

exports.handler = async ({ targetVersionArn }) => {
  const placed = await call(targetVersionArn, 'POST', 'new', { quantity: 2 });
  if (placed.status !== 201) throw new Error(`placing an order must answer 201, got: ${placed.status}`);
  const read = await call(targetVersionArn, 'GET', placed.id);
  if (read.quantity !== 2) throw new Error(`the order must be stored as placed, got: ${JSON.stringify(read)}`);
};
