// Orders, third release: grants a discount. It has a mistake that its smoke test does not find: see DISCOUNTS.
// `version` in every answer shows which version served it.
const { randomUUID } = require('node:crypto');
const { DynamoDBClient, GetItemCommand, PutItemCommand } = require('@aws-sdk/client-dynamodb');

const database = new DynamoDBClient();
const TableName = process.env.TABLE;
const version = process.env.AWS_LAMBDA_FUNCTION_VERSION;

// By quantity. The mistake: there is no entry for more than two.
const DISCOUNTS = { 1: { percent: 0 }, 2: { percent: 5 } };

const answer = (statusCode, body) => ({
  statusCode,
  headers: { 'content-type': 'application/json', 'x-version': version },
  body: JSON.stringify({ ...body, version }),
});

async function place(order) {
  if (!Number.isInteger(order.quantity) || order.quantity < 1) return answer(400, { message: 'quantity must be a positive whole number' });
  const id = randomUUID();
  const discount = DISCOUNTS[order.quantity].percent;
  await database.send(new PutItemCommand({ TableName, Item: { id: { S: id }, quantity: { N: `${order.quantity}` }, placed: { S: new Date().toISOString() } } }));
  return answer(201, { id, discount });
}

async function read(id) {
  const { Item } = await database.send(new GetItemCommand({ TableName, Key: { id: { S: id } } }));
  if (!Item) return answer(404, { message: `no order ${id}` });
  const quantity = Number(Item.quantity.N);
  return answer(200, { id, quantity, placed: Item.placed?.S, discount: DISCOUNTS[quantity].percent });
}

exports.handler = async event => {
  const { method } = event.requestContext.http;
  return method === 'POST' ? place(JSON.parse(event.body)) : read(event.pathParameters.proxy);
};
