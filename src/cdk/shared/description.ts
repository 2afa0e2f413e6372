import { type IConstruct } from 'constructs';

/** Lambda takes 256 characters, EventBridge 512. */
const LONGEST = 256;

/** What a resource is for, and for which construct: of a long path the end, which tells more than its beginning. */
export function describe(what: string, construct: IConstruct): string {
  const { path } = construct.node;
  const room = LONGEST - what.length - 1;
  return `${what} ${path.length <= room ? path : `…${path.slice(1 - room)}`}`;
}
