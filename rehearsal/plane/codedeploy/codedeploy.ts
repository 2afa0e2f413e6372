import { type PlaneService } from '../plane';
import { type PlaneRequest, readJson, sendJson } from '../request';
import { ServiceError } from '../service-error';

const TARGET = /^CodeDeploy_20141006\.(\w+)$/;

/** CodeDeploy's API: JSON 1.1, one path, the operation in a header. */
export class CodeDeploy implements PlaneService {
  constructor(private readonly operations: Record<string, (input: Record<string, any>) => unknown>) {}

  async serve({ message, response }: PlaneRequest): Promise<boolean> {
    const [, name] = TARGET.exec(String(message.headers['x-amz-target'] ?? '')) ?? [];
    if (!name) return false;
    const operation = this.operations[name];
    if (!operation) throw new ServiceError('UnsupportedOperationException', `The rehearsal does not serve CodeDeploy's ${name} (rehearsal/FIDELITY.md)`);
    sendJson(response, 200, wire(operation(await readJson(message)) ?? {}), 'application/x-amz-json-1.1');
    return true;
  }
}

/** JSON 1.1 writes a time as seconds since 1970. */
function wire(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(wire);
  if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, wire(entry)]));
  return value;
}
