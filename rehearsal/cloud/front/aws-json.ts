import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { type FrontRequest, readBody, sendJson } from './request';
import { ServiceError } from './service-error';

/** One operation of a service's API: takes the input and returns the output. */
export type Operation = (input: Record<string, any>) => unknown;

export interface AwsJsonProps {
  /** The part before the operation in the header `X-Amz-Target`, such as `CodeDeploy_20141006`. */
  readonly target: string;
  /** Version of the protocol, as in its content type. */
  readonly version: '1.0' | '1.1';
  readonly operations: Record<string, Operation>;
  /** Serves every other operation. @default - leaves it to the next service */
  readonly otherwise?: (operation: string) => never;
}

/** AWS's JSON protocol: one path, the operation in a header, times as seconds since 1970. */
export class AwsJson {
  constructor(private readonly props: AwsJsonProps) {}

  async serve({ message, response }: FrontRequest): Promise<boolean> {
    const [target, name] = String(message.headers['x-amz-target'] ?? '').split('.');
    if (target !== this.props.target || !name) return false;
    const contentType = `application/x-amz-json-${this.props.version}`;
    try {
      const operation = this.props.operations[name];
      if (!operation && !this.props.otherwise) return false;
      const output = operation ? await operation(await readInput(message)) : this.props.otherwise!(name);
      sendJson(response, 200, wire(output ?? {}), contentType);
    } catch (error) {
      const known = error instanceof ServiceError;
      sendJson(response, known ? error.status : 500, { __type: known ? error.code : 'InternalFailure', message: (error as Error).message }, contentType);
    }
    return true;
  }
}

/** The SDK compresses large requests (PutMetricData). */
async function readInput(message: FrontRequest['message']): Promise<Record<string, any>> {
  const body = await readBody(message);
  const plain = message.headers['content-encoding'] === 'gzip' ? await promisify(gunzip)(body) : body;
  return plain.length ? JSON.parse(plain.toString()) : {};
}

function wire(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(wire);
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, wire(entry)]));
  return value;
}
