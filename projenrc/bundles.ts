import { Component, type awscdk } from 'projen';

/** What our Lambda handlers import. Everything is bundled except `@aws-sdk/*`, which the Lambda runtime provides. */
export const RUNTIME_DEPENDENCIES = [
  '@aws-lambda-powertools/logger',
  '@aws-lambda-powertools/metrics',
  '@aws-sdk/client-cloudformation',
  '@aws-sdk/client-cloudwatch',
  '@aws-sdk/client-codedeploy',
  '@aws-sdk/client-eventbridge',
  '@aws-sdk/client-lambda',
  '@aws-sdk/client-scheduler',
  '@aws-sdk/client-sns',
  '@types/aws-lambda',
];

/**
 * Bundles every `<name>.lambda.ts` below `src/runtime` into `assets/<path>/index.js`, where the path joins folders and name
 * with dashes (`gate/gate.lambda.ts` → `assets/gate`, `websocket/connect.lambda.ts` → `assets/websocket-connect`).
 *
 * The bundler is a plain script, so that tests and the rehearsal can call it without projen.
 */
export class Bundles extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    const task = project.addTask('bundle', {
      description: 'Bundle the Lambda handlers into assets/',
      exec: 'node scripts/bundle.mjs',
    });
    project.preCompileTask.spawn(task);
  }
}
