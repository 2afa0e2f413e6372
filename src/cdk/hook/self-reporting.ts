import { Annotations, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { type Construct } from 'constructs';
import { acknowledgeWildcard } from '../shared/acknowledge';
import { type Permission, READ_TARGETS, READ_TARGETS_REASON, readVersionsPermissions, reportPermission } from '../shared/codedeploy-permissions';
import { rolePolicyProblem } from '../shared/policy-size';
import { rolesAreReported, rolesAreSynthesized } from '../shared/role-report';

/** The canary whose rollouts a function may read and report on. */
export interface ReportTarget {
  /** The function that is rolled out. */
  readonly function: lambda.Function;
  readonly applicationArn: string;
  readonly deploymentGroupArn: string;
}

/** The policies that let functions report, by the function's role. */
const REPORTS = new WeakMap<iam.IRole, iam.Policy[]>();

/**
 * Grants functions the permission to report their own result. Warns if a role can't be changed: CodeDeploy would wait an hour
 * for a report that never comes.
 *
 * The permission is a policy of its own: what it acknowledges for scanners must not cover the user's statements.
 *
 * @returns the policy, for which the alias must wait
 */
export function allowToReport(scope: Construct, functions: lambda.IFunction[], target: ReportTarget): iam.Policy | undefined {
  if (functions.length === 0) return undefined;
  const statements = permissions(target.applicationArn, target.deploymentGroupArn, target.function.functionArn)
    .map(permission => new iam.PolicyStatement(permission));
  const policy = new iam.Policy(scope, 'ReportHooks', { statements });
  acknowledgeWildcard(policy, '*', READ_TARGETS_REASON);
  for (const { role } of functions) {
    role?.attachInlinePolicy(policy);
    if (role) REPORTS.set(role, [...(REPORTS.get(role) ?? []), policy]);
  }
  scope.node.addValidation({ validate: () => sizeProblems(functions) });
  if (rolesAreReported(scope)) return rolesAreSynthesized(scope) ? policy : undefined;
  const refusing = functions.filter(fn => !isAttached(policy, fn.role));
  for (const fn of refusing) Annotations.of(scope).addWarningV2(`cdk-canary-lambda:selfReporting:${fn.node.path}`, missing(fn));
  return refusing.length < functions.length ? policy : undefined;
}

function permissions(applicationArn: string, deploymentGroupArn: string, functionArn: string): Permission[] {
  return [reportPermission(deploymentGroupArn), ...readVersionsPermissions(applicationArn, functionArn), READ_TARGETS];
}

/** One function can be the hook of many canaries, and gets a policy from each. */
function sizeProblems(functions: lambda.IFunction[]): string[] {
  return functions.map(({ role }) => role && rolePolicyProblem(role, REPORTS.get(role)!.map(({ document }) => document),
    'Give some of the canaries a hook function of their own')).filter(problem => problem !== undefined);
}

/** An imported function has no role, and an imported or immutable role ignores a policy silently. */
function isAttached(policy: iam.Policy, role?: iam.IRole): boolean {
  const stack = Stack.of(policy);
  const attached = stack.resolve((policy.node.defaultChild as iam.CfnPolicy).roles) as unknown[] | undefined;
  const wanted = JSON.stringify(stack.resolve(role?.roleName));
  return attached?.some(name => JSON.stringify(name) === wanted) ?? false;
}

function missing(fn: lambda.IFunction): string {
  const statements = permissions('<ARN of its application>', '<ARN of deploymentGroup>', '<ARN of function>')
    .map(({ actions, resources: [Resource] }) => ({ Effect: 'Allow', Action: actions, Resource }));
  return `Hook.selfReporting(${fn.node.path}) must be allowed to report, but its role is imported or can't be changed; without that permission CodeDeploy waits for an hour and fails the rollout. `
    + `Add to that role: ${JSON.stringify(statements)}`;
}
