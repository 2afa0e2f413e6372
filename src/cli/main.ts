import { UsageError } from './options';
import { type Output, type Verb } from './verb';
import { plan } from './verbs/plan';

const VERBS: readonly Verb[] = [plan];

/** Exit code for a wrong command line, as is customary. */
const USAGE_EXIT = 2;

/** Runs the verb that the command line names. Resolves to the exit code. */
export async function main([name, ...args]: string[], output: Output): Promise<number> {
  if (name === undefined || ['help', '--help', '-h'].includes(name)) {
    output.out(overview());
    return 0;
  }
  const verb = VERBS.find(known => known.name === name);
  if (!verb) {
    output.err(`Unknown command: ${name}\n\n${overview()}`);
    return USAGE_EXIT;
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
    'Usage: npx cdk-canary-lambda <command> [options]',
    '',
    ...VERBS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'Options of a command: npx cdk-canary-lambda <command> --help',
  ].join('\n');
}
