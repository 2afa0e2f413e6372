import { createHash } from 'node:crypto';
import { type RevisionLocation } from '@aws-sdk/client-codedeploy';
import { ServiceError } from '../front/service-error';

/** The contents of an AppSpec for a Lambda deployment. */
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

/** The text of a revision that contains its AppSpec; revisions in S3 and on GitHub are for servers. */
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
    throw new ServiceError('InvalidRevisionException', 'The rehearsal accepts an AppSpec only as JSON (rehearsal/FIDELITY.md)');
  }
  const invalid = (message: string) => new ServiceError('InvalidRevisionException', message);
  // The user guide requires it; CodeDeploy's message is undocumented.
  if (Number(field(spec, 'version') ?? NaN) !== 0) throw invalid(`The version of an AppSpec must be 0.0, got: ${field(spec, 'version')}`);
  const [resource, ...more] = merged(field(spec, 'Resources')).map(([, value]) => value);
  if (!resource || more.length || field(resource, 'Type') !== 'AWS::Lambda::Function') {
    throw invalid('The AppSpec must name exactly one resource of type AWS::Lambda::Function');
  }
  const properties = field(resource, 'Properties') ?? {};
  const [Name, Alias, CurrentVersion, TargetVersion] = ['Name', 'Alias', 'CurrentVersion', 'TargetVersion'].map(name => {
    const value = field(properties, name);
    if (!value) throw invalid(`The AppSpec lacks the property ${name}`);
    return value;
  });
  for (const [name, value] of Object.entries({ CurrentVersion, TargetVersion })) {
    if (!/^[1-9]\d*$/.test(String(value))) throw invalid(`${name} must be a positive integer, got: ${value}`);
  }
  const hooks: Record<string, string> = Object.fromEntries(merged(field(spec, 'Hooks')));
  const unknown = Object.keys(hooks).filter(name => !['BeforeAllowTraffic', 'AfterAllowTraffic'].includes(name));
  if (unknown.length) throw invalid(`A Lambda deployment has no hook ${unknown.join(', ')}`);
  return {
    functionName: Name,
    alias: Alias,
    currentVersion: String(CurrentVersion),
    targetVersion: String(TargetVersion),
    beforeAllowTraffic: hooks.BeforeAllowTraffic || undefined,
    afterAllowTraffic: hooks.AfterAllowTraffic || undefined,
  };
}

/** Ignores case: the user guide writes `resources` and `currentversion`, its samples and CloudFormation `Resources` and `CurrentVersion`. */
function field(object: any, name: string): any {
  if (!object || typeof object !== 'object') return undefined;
  return Object.entries(object).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}

/** The entries of an object, or of a list of objects. */
function merged(value: any): [string, any][] {
  return (Array.isArray(value) ? value : [value ?? {}]).flatMap(entry => Object.entries(entry ?? {}));
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
