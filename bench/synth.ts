import { rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { App, type CfnResource, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CanaryLambda, Hook } from 'cdk-canary-lambda';

// Compares a stack of canaries with the same stack written by hand with L2 constructs: CloudFormation resources and synth time.

/** Adds one canary, or its counterpart by hand. */
type Variant = (stack: Stack, fn: lambda.Function, id: string) => void;

const RUNS = 7;

const canary: Variant = (stack, fn, id) => {
  new CanaryLambda(stack, id, { function: fn });
};

const byHand: Variant = (stack, fn, id) => {
  const alias = new lambda.Alias(stack, `${id}Alias`, { aliasName: 'live', version: fn.currentVersion });
  const metric = (metricName: string) => new cloudwatch.Metric({
    namespace: 'AWS/Lambda',
    metricName,
    statistic: 'Sum',
    dimensionsMap: { FunctionName: fn.functionName, Resource: `${fn.functionName}:live`, ExecutedVersion: fn.currentVersion.version },
  });
  const alarm = new cloudwatch.Alarm(stack, `${id}Alarm`, {
    metric: new cloudwatch.MathExpression({ expression: '100 * errors / invocations', usingMetrics: { errors: metric('Errors'), invocations: metric('Invocations') } }),
    threshold: 1,
    evaluationPeriods: 1,
  });
  new codedeploy.LambdaDeploymentGroup(stack, `${id}Group`, { alias, alarms: [alarm], autoRollback: { stoppedDeployment: true } });
};

const bothHooks: Variant = (stack, fn, id) => {
  const hook = Hook.invoke(new lambda.Function(stack, `${id}Hook`, functionProps(`${id}Hook`)));
  new CanaryLambda(stack, id, { function: fn, beforeTraffic: hook, afterTraffic: hook });
};

function functionProps(id: string): lambda.FunctionProps {
  return { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline(`exports.handler = async () => '${id}'`) };
}

function build(variant: Variant | undefined, count: number): { resources: number; millis: number } {
  const started = performance.now();
  // 100 canaries in one stack exceed the limit of 500 resources, so it is switched off.
  const app = new App({ analyticsReporting: false, context: { '@aws-cdk/core:stackResourceLimit': 0 } });
  const stack = new Stack(app, 'Bench');
  for (let i = 0; i < count; i++) variant?.(stack, new lambda.Function(stack, `Fn${i}`, functionProps(`Fn${i}`)), `Canary${i}`);
  if (!variant) for (let i = 0; i < count; i++) new lambda.Function(stack, `Fn${i}`, functionProps(`Fn${i}`));
  const { directory } = app.synth();
  const millis = performance.now() - started;
  rmSync(directory, { recursive: true });
  return { millis, resources: stack.node.findAll().filter(c => (c as CfnResource).cfnResourceType !== undefined).length };
}

const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Both variants take turns, so that other load of the machine affects both. */
function compare(count: number): { canary: number; byHand: number } {
  const times: Record<'canary' | 'byHand', number[]> = { canary: [], byHand: [] };
  for (let run = 0; run < RUNS; run++) {
    times.byHand.push(build(byHand, count).millis);
    times.canary.push(build(canary, count).millis);
    process.stderr.write(`\r${count} canaries: run ${run + 1} of ${RUNS} `);
  }
  process.stderr.write('\r\x1b[K');
  return { canary: median(times.canary), byHand: median(times.byHand) };
}

/** Resources that each further canary adds, besides the function and its role (and its hook function). */
function marginal(variant: Variant, own: number): number {
  return build(variant, 3).resources - build(variant, 2).resources - own;
}

build(canary, 1);
build(byHand, 1);
const COUNTS = [1, 10, 100];
const times = new Map(COUNTS.map(count => [count, compare(count)]));

/** Time per further canary, between the 10th and the 100th: without what a stack has only once. */
function further(variant: 'canary' | 'byHand'): number {
  return (times.get(100)![variant] - times.get(10)![variant]) / 90;
}

const lines = [
  '# Resources and synth time',
  '',
  `Medians of ${RUNS} alternating runs in one process; Node ${process.version}, ${cpus().length} cores. Made by \`npm run bench -- synth\`.`,
  '',
  '| a further canary adds | resources | by hand with the L2 constructs | goal |',
  '|---|---|---|---|',
  `| plain | ${marginal(canary, 2)} | ${marginal(byHand, 2)} | ≤ 5 |`,
  `| with both hooks | ${marginal(bothHooks, 4)} | – | ≤ 9 |`,
  '',
  '| canaries | CanaryLambda | by hand | ratio | goal |',
  '|---|---|---|---|---|',
  ...[...times].map(([count, time]) =>
    `| ${count} | ${time.canary.toFixed(0)} ms | ${time.byHand.toFixed(0)} ms | ${(time.canary / time.byHand).toFixed(2)} | ≤ 1.3 |`),
  `| each further | ${further('canary').toFixed(1)} ms | ${further('byHand').toFixed(1)} ms | ${(further('canary') / further('byHand')).toFixed(2)} | |`,
  '',
  'The first canary of a stack brings the rollout provider, which the stack by hand does not have: see decisions/0008.',
  '',
];
console.log(lines.join('\n'));
writeFileSync(join(__dirname, 'results', 'synth.md'), lines.join('\n'));
