/** A CloudFormation resource, as far as the rules look at it. */
export interface Resource {
  Type: string;
  Properties?: Record<string, any>;
  UpdatePolicy?: Record<string, any>;
  [attribute: string]: unknown;
}

export interface Template {
  Resources?: Record<string, Resource>;
  [section: string]: unknown;
}

/** Changes what MiniStack would refuse, or play otherwise than AWS does. */
export type Rule = (template: Template) => void;

export function resourcesOfType(template: Template, ...types: string[]): Resource[] {
  return Object.values(template.Resources ?? {}).filter(resource => types.includes(resource.Type));
}
