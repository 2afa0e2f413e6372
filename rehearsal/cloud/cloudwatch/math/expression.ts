import jsep from 'jsep';
import { FUNCTIONS, operate } from './functions';
import { map, type MathContext, MathError, type Value } from './value';

jsep.addBinaryOp('OR', 1);
jsep.addBinaryOp('AND', 2);
// In jsep `^` is "exclusive or" with low precedence; in metric math it is a power with high precedence.
jsep.addBinaryOp('^', 11, true);

/** Evaluates a metric math expression; throws a `MathError` if the expression is not valid. */
export function evaluateExpression(text: string, context: MathContext): Value {
  return evaluate(parse(text), context);
}

/** IDs of the queries that an expression names. */
export function queriesIn(text: string): string[] {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit);
    if (!value || typeof value !== 'object') return;
    const { type, name, callee, ...rest } = value as Record<string, unknown>;
    if (type === 'Identifier') found.push(String(name));
    Object.values(rest).forEach(visit);
  };
  visit(parse(text));
  return found;
}

function parse(text: string): jsep.Expression {
  try {
    return jsep(text);
  } catch (error) {
    throw new MathError(`Error in expression '${text}': ${(error as Error).message}`);
  }
}

function evaluate(node: jsep.Expression, context: MathContext): Value {
  switch (node.type) {
    case 'Literal':
      return Number(node.value);
    case 'Identifier':
      return context.query(String(node.name));
    case 'UnaryExpression':
      if (node.operator === '-') return map(evaluate(node.argument as jsep.Expression, context), value => -value);
      break;
    case 'BinaryExpression':
      return operate(String(node.operator), evaluate(node.left as jsep.Expression, context), evaluate(node.right as jsep.Expression, context));
    case 'ArrayExpression':
      return (node.elements as jsep.Expression[]).flatMap(element => evaluate(element, context)) as Value;
    case 'CallExpression':
      return call(node as jsep.CallExpression, context);
  }
  throw new MathError(`metric math has no ${node.type}`);
}

function call({ callee, arguments: args }: jsep.CallExpression, context: MathContext): Value {
  const name = String(callee.name);
  if (name === 'METRICS') return context.metrics(args[0] ? String((args[0] as jsep.Literal).value) : '');
  const known = FUNCTIONS[name];
  if (!known) throw new MathError(`the rehearsal has no function ${name} (rehearsal/FIDELITY.md)`);
  return known(args.map(argument => argument && filler(name, argument) ? NaN : evaluate(argument, context)), context);
}

/** Whether the argument is a keyword of FILL (`REPEAT`, `LINEAR`) and not a query; the rehearsal supports neither, so it throws. */
function filler(name: string, { type, name: word }: jsep.Expression): boolean {
  if (name !== 'FILL' || type !== 'Identifier' || !['REPEAT', 'LINEAR'].includes(String(word))) return false;
  throw new MathError(`the rehearsal's FILL takes a number or a metric, got: ${word} (rehearsal/FIDELITY.md)`);
}
