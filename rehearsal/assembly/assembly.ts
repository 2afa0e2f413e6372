import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rewritePlayedResources } from '../cloud/resources/resources';
import { type Template } from '../cloud/resources/template';

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

/** Rewrites the templates of stacks and nested stacks, also in the assemblies of stages; leaves assets unchanged. */
async function rewriteFolder(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name.startsWith('assembly-')) await rewriteFolder(path);
    if (!entry.isFile() || !entry.name.endsWith('.template.json')) continue;
    const template: Template = JSON.parse(await readFile(path, 'utf8'));
    rewritePlayedResources(template);
    rewriteApiEndpoints(template);
    await writeFile(path, JSON.stringify(template, undefined, 1));
  }
}

/**
 * Replaces each `ApiEndpoint` with the URL that AWS returns: MiniStack returns `http://<id>.execute-api.127.0.0.1:<port>`, which is not a valid URL.
 *
 * Handlers and `LocalCloud.localUrl` map AWS's URL to the local cloud.
 */
function rewriteApiEndpoints(template: Template): void {
  for (const section of ['Resources', 'Outputs']) template[section] = withAwsEndpoints(template, template[section]);
}

function withAwsEndpoints(template: Template, value: any): any {
  if (Array.isArray(value)) return value.map(entry => withAwsEndpoints(template, entry));
  if (!value || typeof value !== 'object') return value;
  const [api, attribute] = value['Fn::GetAtt'] ?? [];
  const resource = template.Resources?.[api];
  if (attribute === 'ApiEndpoint' && resource?.Type === 'AWS::ApiGatewayV2::Api') {
    const scheme = resource.Properties?.ProtocolType === 'WEBSOCKET' ? 'wss' : 'https';
    return { 'Fn::Sub': `${scheme}://\${${api}}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}` };
  }
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, withAwsEndpoints(template, entry)]));
}
