import { type IncomingMessage, type ServerResponse } from 'node:http';

/** A request whose body is read only by those who serve it: everything else streams through to MiniStack. */
export interface PlaneRequest {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  /** The service that the request was signed for, such as `lambda`; empty: not signed. */
  readonly service: string;
}

export function planeRequest(message: IncomingMessage, response: ServerResponse): PlaneRequest {
  const credential = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(message.headers.authorization ?? '');
  return { message, response, url: new URL(message.url ?? '/', 'http://plane'), service: credential?.[1] ?? '' };
}

export async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export async function readJson(message: IncomingMessage): Promise<Record<string, any>> {
  const body = await readBody(message);
  return body.length ? JSON.parse(body.toString()) : {};
}

export function sendJson(response: ServerResponse, status: number, body: unknown, contentType = 'application/json'): void {
  const text = body === undefined ? '' : JSON.stringify(body);
  response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(text) }).end(text);
}
