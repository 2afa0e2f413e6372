import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { apiEndpoints } from './rules/api-endpoints';
import { codeDeployResources } from './rules/codedeploy-resources';
import { lambdaAliases } from './rules/lambda-aliases';
import { metricAlarms } from './rules/metric-alarms';
import { type Rule, type Template } from '../cloud/resources/template';

const RULES: Rule[] = [codeDeployResources, lambdaAliases, metricAlarms, apiEndpoints];

/**
 * Copies a synthesized cloud assembly and rewrites the copy so that the unmodified CDK CLI can deploy it into the local cloud.
 *
 * @returns the folder of the copy, for `cdk deploy --app`
 */
export async function rewriteAssembly(source: string, copy: string): Promise<string> {
  await rm(copy, { recursive: true, force: true });
  await cp(source, copy, { recursive: true });
  await rewriteFolder(copy);
  return copy;
}

/** Templates of stacks and nested stacks, also of the stages' assemblies; never what lies in an asset. */
async function rewriteFolder(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name.startsWith('assembly-')) await rewriteFolder(path);
    if (!entry.isFile() || !entry.name.endsWith('.template.json')) continue;
    const template: Template = JSON.parse(await readFile(path, 'utf8'));
    for (const rule of RULES) rule(template);
    await writeFile(path, JSON.stringify(template, undefined, 1));
  }
}
