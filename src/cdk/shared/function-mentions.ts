import { type CfnResource } from 'aws-cdk-lib';
import { type CfnFunction, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { type IConstruct } from 'constructs';
import { resolveReferences } from './references';

// Characters for private use: no template has them, and JSON does not escape them.
const [OPEN, CLOSE] = ['\uE000', '\uE001'];
/** A reference to a resource, and the qualifier (alias or version) behind it. */
const REFERENCE = new RegExp(`${OPEN}(\\w+)${CLOSE}(?::(?!\\$LATEST)[\\w$-])?`, 'g');
/** A function by its literal name: in an ARN, or where a property holds a function and nothing else. */
const NAME = /(?:\bfunction:|(?:FunctionName|TargetFunctionArn)\\*":\s*\\*")([\w-]+)(?::(?!\$LATEST)[\w$-])?/g;

/**
 * The functions that a value names without an alias or version, as keys to compare with `functionKeys()`.
 *
 * A reference is followed across stacks, before the CDK makes an import of it.
 */
export function unqualifiedFunctions(value: unknown, scope: IConstruct): Set<string> {
  const resolved = resolveReferences(value, scope, ({ target }) => `${OPEN}${target.node.addr}${CLOSE}`);
  const text = flat(resolved);
  const bare = (pattern: RegExp, ends: (match: string, key: string) => boolean) =>
    [...text.matchAll(pattern)].filter(([match, key]) => ends(match, key)).map(([, key]) => key);
  return new Set([
    ...bare(REFERENCE, match => match.endsWith(CLOSE)),
    ...bare(NAME, (match, key) => match.endsWith(key)).map(name => `name ${name}`),
  ]);
}

/** By what a function is named: a reference, or its name if that is a literal. */
export function functionKeys(fn: LambdaFunction): string[] {
  const resource = fn.node.defaultChild as CfnFunction;
  const name: unknown = resource.functionName;
  return [(resource as CfnResource).node.addr, ...(typeof name === 'string' ? [`name ${name}`] : [])];
}

/** JSON in which every join is the text that it makes at deployment. */
function flat(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    const join = (part as { 'Fn::Join'?: [string, unknown[]] } | null)?.['Fn::Join'];
    return join ? join[1].map(piece => (typeof piece === 'string' ? piece : flat(piece))).join(join[0]) : part;
  }) ?? '';
}
