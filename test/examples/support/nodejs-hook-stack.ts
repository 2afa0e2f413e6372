import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { type Construct } from 'constructs';
import { CanaryLambda, Hook } from 'cdk-canary-lambda';

/** A hook from a source file. It stands apart, since its bundling needs esbuild, which not every project that synthesizes the others has. */
export class NodejsHookStack extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new CanaryLambda(this, 'Canary', {
      function: new lambda.Function(this, 'Orders', {
        runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('exports.handler = async () => undefined'),
      }),
      beforeTraffic: Hook.nodejs({ entry: join(__dirname, 'before-traffic.js') }),
    });
  }
}
