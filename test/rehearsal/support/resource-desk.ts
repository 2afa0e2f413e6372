import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { Feed } from '../../../rehearsal/cloud/feed';

/** A request that CloudFormation sent to a custom resource; the test answers it when it wants to. */
export interface Request {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly StackId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Record<string, string>;
  readonly OldResourceProperties?: Record<string, string>;
  readonly ResponseURL: string;
}

/** Receives the requests for every custom resource whose `ServiceToken` is the forwarding function. */
export class Desk {
  static async open(): Promise<Desk> {
    const desk = new Desk();
    await new Promise<void>(resolve => desk.server.listen(0, '127.0.0.1', resolve));
    return desk;
  }

  readonly requests = new Feed<Request>();
  private readonly server: Server = createServer((message, response) => {
    const chunks: Buffer[] = [];
    message.on('data', chunk => chunks.push(chunk));
    message.on('end', () => {
      this.requests.publish(JSON.parse(Buffer.concat(chunks).toString()));
      response.end();
    });
  });

  get forwarder(): string {
    const { port } = this.server.address() as AddressInfo;
    return `exports.handler = request => fetch('http://127.0.0.1:${port}', { method: 'POST', body: JSON.stringify(request) }).then(() => {});`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }
}

/** Answers with success by default; `change` replaces parts of the answer. */
export async function answer(request: Request, change: { Status?: 'FAILED'; Reason?: string; PhysicalResourceId?: string } = {}): Promise<void> {
  const { LogicalResourceId, PhysicalResourceId = `physical-${LogicalResourceId}`, ResponseURL } = request;
  await fetch(ResponseURL, { method: 'PUT', body: JSON.stringify({ Status: 'SUCCESS', LogicalResourceId, PhysicalResourceId, ...change }) });
}

export async function refuse(request: Request): Promise<void> {
  await answer(request, { Status: 'FAILED', Reason: 'the test refuses' });
}
