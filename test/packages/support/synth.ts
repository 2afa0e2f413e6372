import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE } from './paths';
import { type RunOptions, run } from './run';

export interface Resource {
  readonly Type: string;
  readonly Properties?: Record<string, any>;
  readonly [attribute: string]: any;
}

export interface Template {
  readonly Resources: Record<string, Resource>;
  readonly [section: string]: any;
}

interface TreeNode {
  readonly path: string;
  readonly children?: Record<string, TreeNode>;
}

/** A synthesized assembly, read from disk as the CDK CLI reads it. */
export class Assembly {
  constructor(public readonly folder: string) {}

  public template(stack: string): Template {
    return this.read(`${stack}.template.json`);
  }

  /** Paths of all constructs. */
  public paths(): string[] {
    const below = (node: TreeNode): string[] => [node.path, ...Object.values(node.children ?? {}).flatMap(below)];
    return below(this.read('tree.json').tree).sort();
  }

  /** Metadata of one type: `path` and data. */
  public metadata(stack: string, type: string): [string, unknown][] {
    const entries: Record<string, { type: string; data: unknown }[]> = this.read(`${stack}.metadata.json`);
    return Object.entries(entries)
      .flatMap(([path, list]) => list.filter(entry => entry.type === type).map<[string, unknown]>(entry => [path, entry.data]));
  }

  private read(file: string): any {
    return JSON.parse(readFileSync(join(this.folder, file), 'utf8'));
  }
}

export interface SynthOptions extends RunOptions {
  readonly context?: Record<string, unknown>;
}

/** Runs an app as the CDK CLI does. */
export async function synth(name: string, command: string, args: string[], options: SynthOptions = {}): Promise<Assembly> {
  const folder = join(CACHE, 'assemblies', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await run(command, args, { ...options, env: { ...options.env, CDK_OUTDIR: folder, CDK_CONTEXT_JSON: JSON.stringify(options.context ?? {}) } });
  return new Assembly(folder);
}
