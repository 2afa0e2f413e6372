import { createServer, type Server } from 'node:http';
import { type AddressInfo, type Socket } from 'node:net';
import { type FrontRequest, frontRequest, sendJson } from './request';
import { type Service } from './service';
import { ServiceError } from './service-error';
import { Upstream } from './upstream';

/** The HTTP server in front of MiniStack, and the only endpoint of the local cloud: our services come first, MiniStack gets the rest. */
export class Front {
  static async listen(): Promise<Front> {
    const front = new Front();
    await new Promise<void>((resolve, reject) => front.server.once('error', reject).listen(0, '127.0.0.1', resolve));
    return front;
  }

  readonly upstream = new Upstream();
  private readonly server: Server;
  private readonly services: Service[] = [];

  private constructor() {
    this.server = createServer((message, response) => {
      const request = frontRequest(message, response);
      this.serve(request).catch(error => fail(request, error));
    });
    this.server.on('upgrade', (message, socket, head) => this.upstream.upgrade(message, socket as Socket, head));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  use(...services: Service[]): void {
    this.services.push(...services);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
    this.upstream.close();
  }

  private async serve(request: FrontRequest): Promise<void> {
    for (const service of this.services) {
      if (await service.serve(request)) return;
    }
    this.upstream.forward(request.message, request.response);
  }
}

/** Answers with an error as REST services do, its code in a header. Services with the JSON protocol answer with their own errors. */
function fail({ response }: FrontRequest, error: unknown): void {
  if (response.headersSent) return void response.destroy();
  const known = error instanceof ServiceError;
  const message = error instanceof Error ? error.message : String(error);
  response.setHeader('x-amzn-errortype', known ? error.code : 'InternalFailure');
  sendJson(response, known ? error.status : 500, { Type: known ? 'User' : 'Service', message, Message: message });
}
