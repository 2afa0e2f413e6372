import { type Output, USAGE_EXIT, UsageError, type Verb } from './verb';
import { plan } from './verbs/plan';

const VERBS: readonly Verb[] = [plan];

/** Runs the verb that the command line names and answers with the exit code. */
export async function main([name, ...args]: string[], output: Output): Promise<number> {
  const verb = VERBS.find(known => known.name === name);
  if (!verb) {
    const asked = name === undefined || ['help', '--help', '-h'].includes(name);
    if (asked) output.out(overview());
    else output.err(`\`${name}\` is no verb of cdk-canary-lambda.\n\n${overview()}`);
    return asked ? 0 : USAGE_EXIT;
  }
  if (args.some(arg => arg === '--help' || arg === '-h')) {
    output.out(verb.usage);
    return 0;
  }
  try {
    return await verb.run(args, output);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    output.err(`${error.message}\n\n${verb.usage}`);
    return USAGE_EXIT;
  }
}

function overview(): string {
  const width = Math.max(...VERBS.map(({ name }) => name.length));
  return [
    'Usage: npx cdk-canary-lambda <verb> [options]',
    '',
    ...VERBS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'Options of a verb: npx cdk-canary-lambda <verb> --help',
  ].join('\n');
}
