import { type CodeDeployApi, type DeploymentInfo, type Revision } from './code-deploy-api';
import { isTransient } from './errors';

/** What an AppSpec says about the alias that the deployment moves. */
export interface AppSpecTarget {
  readonly functionName?: string;
  readonly alias?: string;
  readonly currentVersion?: string;
  readonly targetVersion?: string;
}

/**
 * Reads what a deployment moves from its AppSpec, which exists before the deployment has a target.
 *
 * The answer is empty if the caller's role may not read the AppSpec: there are other sources.
 */
export async function readAppSpec(api: CodeDeployApi, { applicationName, revision }: DeploymentInfo): Promise<AppSpecTarget> {
  if (!applicationName || !revision) return {};
  try {
    const content = contentOf(revision) ?? contentOf((await api.getApplicationRevision({ applicationName, revision })).revision);
    return content ? parse(content) : {};
  } catch (error) {
    if (isTransient(error)) throw error;
    return {};
  }
}

function contentOf(revision?: Revision): string | undefined {
  return revision?.string?.content || revision?.appSpecContent?.content || undefined;
}

/** CloudFormation writes JSON. An AppSpec in YAML comes from another tool; it is not an error, it just tells nothing. */
function parse(content: string): AppSpecTarget {
  try {
    const { Resources, resources } = JSON.parse(content) as Record<string, Record<string, Block>[] | undefined>;
    const block = Object.values((Resources ?? resources)?.[0] ?? {})[0];
    const properties = block?.Properties ?? block?.properties ?? {};
    const read = (name: string) => {
      const value = Object.entries(properties).find(([key]) => key.toLowerCase() === name)?.[1];
      return value === undefined || value === '' ? undefined : String(value);
    };
    return { functionName: read('name'), alias: read('alias'), currentVersion: read('currentversion'), targetVersion: read('targetversion') };
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

interface Block {
  readonly Properties?: Record<string, string | number>;
  readonly properties?: Record<string, string | number>;
}
