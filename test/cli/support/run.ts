import { main } from '../../../src/cli/main';

export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line, words separated by spaces, and collects what it writes. */
export async function run(line: string): Promise<Run> {
  const [out, err]: string[][] = [[], []];
  const code = await main(line === '' ? [] : line.split(/ +/), { out: text => out.push(text), err: text => err.push(text) });
  return { code, out: out.join('\n'), err: err.join('\n') };
}
