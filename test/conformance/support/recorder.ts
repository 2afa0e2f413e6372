import { waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { createFunction } from './functions';
import { type Subject } from '../subject';

const CODE = `const { DynamoDB } = require('@aws-sdk/client-dynamodb');
const table = new DynamoDB({});
exports.handler = async event => table.putItem({
  TableName: process.env.TABLE, Item: { name: { S: 'event' }, id: { S: Date.now() + '-' + Math.random() }, event: { S: JSON.stringify(event) } },
});`;

/** A function that stores every event it gets in a table: as a hook, or as the target of a rule, topic or schedule. */
export class Recorder {
  public static async create(subject: Subject): Promise<Recorder> {
    const { dynamoDb, lambda } = subject;
    // CodeDeploy's managed roles can invoke only functions whose names start like this (facts §1).
    const name = subject.name('CodeDeployHook_recorder');
    await dynamoDb.createTable({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'name', AttributeType: 'S' }, { AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'name', KeyType: 'HASH' }, { AttributeName: 'id', KeyType: 'RANGE' }],
    });
    subject.atEnd(() => dynamoDb.deleteTable({ TableName: name }));
    await waitUntilTableExists({ client: dynamoDb, maxWaitTime: 120 }, { TableName: name });
    const arn = await createFunction(subject, name, CODE, { Environment: { Variables: { TABLE: name } } });
    for (const service of ['events', 'sns']) {
      await lambda.addPermission({ FunctionName: name, StatementId: service, Action: 'lambda:InvokeFunction', Principal: `${service}.amazonaws.com` });
    }
    return new Recorder(subject, name, arn);
  }

  private constructor(private readonly subject: Subject, public readonly name: string, public readonly arn: string) {}

  /** The events so far, in order of arrival. */
  public async events(): Promise<any[]> {
    const { Items } = await this.subject.dynamoDb.query({
      TableName: this.name,
      KeyConditionExpression: '#name = :event',
      ExpressionAttributeNames: { '#name': 'name' },
      ExpressionAttributeValues: { ':event': { S: 'event' } },
      ConsistentRead: true,
    });
    return Items!.map(({ event }) => JSON.parse(event.S!));
  }

  /** Waits for the first event that matches. */
  public async event(fits: (event: any) => unknown, minutes = 2): Promise<any> {
    return this.subject.until('an event must come', minutes, async () => (await this.events()).find(fits));
  }
}
