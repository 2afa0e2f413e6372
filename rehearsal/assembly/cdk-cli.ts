import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { ACCOUNT, REGION } from '../cloud/account';
import { endProcessGroup } from '../cloud/process-group';

const bin = join(__dirname, '..', '..', 'node_modules', '.bin');

export interface CdkCliProps {
  /** See `LocalCloud.environment`. */
  readonly environment: Record<string, string>;
  /** The rehearsal's own folder for what the CLI would otherwise keep in ~/.cdk. */
  readonly home: string;
  /** Ends the running command. */
  readonly signal?: AbortSignal;
  /** Called for each piece of the commands' output. */
  readonly onOutput?: (text: string) => void;
}

/** The unmodified CDK CLI, pointed at the local cloud. */
export class CdkCli {
  constructor(private readonly props: CdkCliProps) {}

  /** Synthesizes a TypeScript app into `output`. */
  async synth(app: string, output: string, context: Record<string, string> = {}): Promise<void> {
    const values = Object.entries(context).flatMap(([key, value]) => ['--context', `${key}=${value}`]);
    await this.run('synth', '--quiet', '--app', `tsx "${app}"`, '--output', output, ...values);
  }

  async bootstrap(): Promise<void> {
    await this.run('bootstrap', `aws://${ACCOUNT}/${REGION}`);
  }

  /** Deploys all stacks of a rewritten assembly; rejects with the CLI's output if one fails. */
  async deploy(assembly: string, ...stacks: string[]): Promise<void> {
    await this.run('deploy', '--app', assembly, '--require-approval', 'never', '--progress', 'events', ...(stacks.length ? stacks : ['--all']));
  }

  async destroy(assembly: string): Promise<void> {
    await this.run('destroy', '--app', assembly, '--force', '--all');
  }

  private async run(...args: string[]): Promise<void> {
    const { environment, home, signal, onOutput } = this.props;
    signal?.throwIfAborted();
    const child = spawn(join(bin, 'cdk'), [...args, '--no-notices', '--no-color'], {
      cwd: home,
      // A process group of its own: Ctrl-C does not reach the CLI directly, and ending the group also ends the app that the CLI runs.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ...environment,
        PATH: [bin, process.env.PATH].join(delimiter),
        CDK_HOME: home,
        CDK_DISABLE_VERSION_CHECK: 'true',
        CDK_DISABLE_CLI_TELEMETRY: 'true',
      },
    });
    const end = () => endProcessGroup(child);
    signal?.addEventListener('abort', end);
    process.on('exit', end);
    try {
      let output = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', chunk => {
          output += chunk;
          onOutput?.(String(chunk));
        });
      }
      const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
      signal?.throwIfAborted();
      if (code !== 0) throw new Error(`cdk ${args[0]} failed (exit code ${code})\n${reason(output)}`);
    } finally {
      signal?.removeEventListener('abort', end);
      process.off('exit', end);
    }
  }
}

/** The CLI's output from the line that says what failed; leaves out the events of all resources before it. */
function reason(output: string): string {
  const start = ['Failed resources:', '❌'].map(mark => output.indexOf(mark)).find(index => index >= 0);
  return output.slice(start ?? 0).trim();
}
