// Orders, second release: knows when an order was placed.
// `version` in every answer shows which version served it.
const { randomUUID } = require('node:crypto');
const { DynamoDBClient, GetItemCommand, PutItemCommand } = require('@aws-sdk/client-dynamodb');

const database = new DynamoDBClient();
const TableName = process.env.TABLE;
const version = process.env.AWS_LAMBDA_FUNCTION_VERSION;

const answer = (statusCode, body) => ({
  statusCode,
  headers: { 'content-type': 'application/json', 'x-version': version },
  body: JSON.stringify({ ...body, version }),
});

async function place(order) {
  if (!Number.isInteger(order.quantity) || order.quantity < 1) return answer(400, { message: 'quantity must be a positive whole number' });
  const id = randomUUID();
  await database.send(new PutItemCommand({ TableName, Item: { id: { S: id }, quantity: { N: `${order.quantity}` }, placed: { S: new Date().toISOString() } } }));
  return answer(201, { id });
}

async function read(id) {
  const { Item } = await database.send(new GetItemCommand({ TableName, Key: { id: { S: id } } }));
  return Item ? answer(200, { id, quantity: Number(Item.quantity.N), placed: Item.placed?.S }) : answer(404, { message: `no order ${id}` });
}

exports.handler = async event => {
  const { method } = event.requestContext.http;
  return method === 'POST' ? place(JSON.parse(event.body)) : read(event.pathParameters.proxy);
};
