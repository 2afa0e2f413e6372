import { createServer, type Server } from 'node:http';
import { type AddressInfo, type Socket } from 'node:net';
import { type PlaneRequest, planeRequest, sendJson } from './request';
import { ServiceError } from './service-error';
import { Upstream } from './upstream';

/** A part of the plane: serves a request and says so, or leaves it to the next part and in the end to MiniStack. */
export interface PlaneService {
  serve(request: PlaneRequest): Promise<boolean> | boolean;
}

/** The one endpoint of the local cloud: what MiniStack lacks is served here, everything else is handed on to it. */
export class Plane {
  static async listen(): Promise<Plane> {
    const plane = new Plane();
    await new Promise<void>((resolve, reject) => plane.server.once('error', reject).listen(0, '127.0.0.1', resolve));
    return plane;
  }

  readonly upstream = new Upstream();
  private readonly server: Server;
  private readonly services: PlaneService[] = [];

  private constructor() {
    this.server = createServer((message, response) => {
      const request = planeRequest(message, response);
      this.serve(request).catch(error => fail(request, error));
    });
    this.server.on('upgrade', (message, socket, head) => this.upstream.upgrade(message, socket as Socket, head));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  use(...services: PlaneService[]): void {
    this.services.push(...services);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
    this.upstream.close();
  }

  private async serve(request: PlaneRequest): Promise<void> {
    for (const service of this.services) {
      if (await service.serve(request)) return;
    }
    this.upstream.forward(request.message, request.response);
  }
}

/** Services that speak JSON over one path tell of their errors themselves; this is for REST: the code stands in a header. */
function fail({ response }: PlaneRequest, error: unknown): void {
  if (response.headersSent) return void response.destroy();
  const known = error instanceof ServiceError;
  const message = error instanceof Error ? error.message : String(error);
  response.setHeader('x-amzn-errortype', known ? error.code : 'InternalFailure');
  sendJson(response, known ? error.status : 500, { Type: known ? 'User' : 'Service', message, Message: message });
}
