import { type IConstruct } from 'constructs';

/** Lambda accepts 256 characters, EventBridge 512. */
const LONGEST = 256;

/** Says what a resource is for and which construct it belongs to. A long path loses its beginning, which says less than its end. */
export function describe(what: string, construct: IConstruct): string {
  const { path } = construct.node;
  const room = LONGEST - what.length - 1;
  return `${what} ${path.length <= room ? path : `…${path.slice(1 - room)}`}`;
}
