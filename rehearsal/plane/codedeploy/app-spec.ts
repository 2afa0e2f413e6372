import { createHash } from 'node:crypto';
import { type RevisionLocation } from '@aws-sdk/client-codedeploy';
import { ServiceError } from '../service-error';

/** What an AppSpec says about a Lambda deployment. */
export interface AppSpec {
  readonly functionName: string;
  readonly alias: string;
  readonly currentVersion: string;
  readonly targetVersion: string;
  /** Name or ARN of the function that CodeDeploy invokes before any traffic. */
  readonly beforeAllowTraffic?: string;
  /** Name or ARN of the function that CodeDeploy invokes after all traffic. */
  readonly afterAllowTraffic?: string;
}

/** The text of a revision that brings its AppSpec along; revisions in S3 and on GitHub are for servers. */
export function revisionContent(revision?: RevisionLocation): string {
  if (!revision) throw new ServiceError('RevisionRequiredException', 'Revision is required');
  const content = { AppSpecContent: revision.appSpecContent?.content, String: revision.string?.content }[revision.revisionType as string];
  if (!content) {
    throw new ServiceError('InvalidRevisionException',
      `The revision must be of type AppSpecContent or String with a content, got: ${revision.revisionType}`);
  }
  return content;
}

export function parseAppSpec(content: string): AppSpec {
  let spec: any;
  try {
    spec = JSON.parse(content);
  } catch {
    throw new ServiceError('InvalidRevisionException', 'The rehearsal reads an AppSpec as JSON only (rehearsal/FIDELITY.md)');
  }
  const resources: any[] = (Array.isArray(spec.Resources) ? spec.Resources : [spec.Resources ?? {}]).flatMap((entry: object) => Object.values(entry));
  const [resource, ...more] = resources;
  if (!resource || more.length || resource.Type !== 'AWS::Lambda::Function') {
    throw new ServiceError('InvalidRevisionException', 'The AppSpec must name exactly one resource of type AWS::Lambda::Function');
  }
  const { Name, Alias, CurrentVersion, TargetVersion } = resource.Properties ?? {};
  for (const [name, value] of Object.entries({ Name, Alias, CurrentVersion, TargetVersion })) {
    if (!value) throw new ServiceError('InvalidRevisionException', `The AppSpec lacks the property ${name}`);
  }
  for (const [name, value] of Object.entries({ CurrentVersion, TargetVersion })) {
    if (!/^[1-9]\d*$/.test(String(value))) throw new ServiceError('InvalidRevisionException', `${name} must be a positive integer, got: ${value}`);
  }
  const hooks: Record<string, string> = Object.assign({}, ...(Array.isArray(spec.Hooks) ? spec.Hooks : [spec.Hooks ?? {}]));
  const unknown = Object.keys(hooks).filter(name => !['BeforeAllowTraffic', 'AfterAllowTraffic'].includes(name));
  if (unknown.length) throw new ServiceError('InvalidRevisionException', `A Lambda deployment has no hook ${unknown.join(', ')}`);
  return {
    functionName: Name,
    alias: Alias,
    currentVersion: String(CurrentVersion),
    targetVersion: String(TargetVersion),
    beforeAllowTraffic: hooks.BeforeAllowTraffic || undefined,
    afterAllowTraffic: hooks.AfterAllowTraffic || undefined,
  };
}

export function renderAppSpec(spec: AppSpec): string {
  const hooks = { BeforeAllowTraffic: spec.beforeAllowTraffic, AfterAllowTraffic: spec.afterAllowTraffic };
  return JSON.stringify({
    version: 0.0,
    Resources: [{
      [spec.functionName]: {
        Type: 'AWS::Lambda::Function',
        Properties: { Name: spec.functionName, Alias: spec.alias, CurrentVersion: spec.currentVersion, TargetVersion: spec.targetVersion },
      },
    }],
    Hooks: Object.entries(hooks).filter(([, hook]) => hook).map(([name, hook]) => ({ [name]: hook })),
  });
}

export function sha256(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}
