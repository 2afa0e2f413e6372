import { Match } from 'aws-cdk-lib/assertions';
import { CanaryLambda, ConflictPolicy, Hook } from '../../../src';
import { Fixture, refusal } from '../support/fixture';

const WARNING = 'ROLLOUT SKIPPED: this deploy moves all traffic to the new version at once, without hooks, alarms or rollback. '
  + 'Remove `skip` after the emergency [ack: cdk-canary-lambda:skip]';

const synthesized = (context: Record<string, unknown>, skip?: boolean) => {
  const fixture = new Fixture(context);
  new CanaryLambda(fixture.stack, 'Orders', {
    function: fixture.function(), skip, beforeTraffic: Hook.invoke(fixture.function('Smoke')), onConflict: ConflictPolicy.FAIL,
  });
  return fixture;
};

describe.each([
  ['the prop', {}, true],
  ['the context key', { 'canary-lambda:skip': 'true' }, undefined],
  ['the context key as a boolean', { 'canary-lambda:skip': true }, undefined],
])('skip by %s', (_, context, skip) => {
  const fixture = synthesized(context, skip);

  test('CloudFormation moves the alias at once', () => {
    fixture.template().hasResource('AWS::Lambda::Alias', { UpdatePolicy: Match.absent() });
    fixture.template().hasResourceProperties('Custom::CanaryRollout', { ShiftMode: 'UNGUARDED' });
  });

  test('a running rollout is cancelled, whatever onConflict says', () => {
    fixture.template().hasResourceProperties('Custom::CanaryRollout', { OnConflict: 'CANCEL' });
  });

  test('nothing else in the template changes, so nothing else can go wrong', () => {
    const strip = (template: Record<string, Record<string, { Type: string; UpdatePolicy?: unknown; Properties: Record<string, unknown> }>>) => {
      for (const resource of Object.values(template.Resources)) {
        delete resource.UpdatePolicy;
        if (resource.Type === 'Custom::CanaryRollout') ['ShiftMode', 'OnConflict'].forEach(key => delete resource.Properties[key]);
      }
      return template;
    };
    expect(strip(fixture.template().toJSON())).toEqual(strip(synthesized({}).template().toJSON()));
  });

  test('synth warns', () => {
    expect(fixture.warnings()).toEqual([WARNING]);
  });
});

test.each([
  ['no skip', {}, undefined],
  ['skip: false against the context', { 'canary-lambda:skip': 'true' }, false],
  ['context false', { 'canary-lambda:skip': 'false' }, undefined],
])('%s: the rollout is guarded, and nothing warns', (_, context, skip) => {
  const fixture = synthesized(context, skip);
  fixture.template().hasResource('AWS::Lambda::Alias', { UpdatePolicy: { CodeDeployLambdaAliasUpdate: Match.anyValue() } });
  expect(fixture.warnings()).toEqual([]);
});

test('a context value that is neither true nor false is refused', () => {
  const fixture = new Fixture({ 'canary-lambda:skip': 'yes' });
  expect(refusal(() => new CanaryLambda(fixture.stack, 'Orders', { function: fixture.function() })))
    .toBe('Shop/Orders: context key `canary-lambda:skip` must be true or false, got: "yes"');
});
