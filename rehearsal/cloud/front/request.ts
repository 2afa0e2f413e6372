import { type IncomingMessage, type ServerResponse } from 'node:http';

/** A request. Only the service that serves it reads its body; every other body streams through to MiniStack. */
export interface FrontRequest {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  /** The service that the request was signed for, such as `lambda`; empty if it is not signed. */
  readonly service: string;
}

export function frontRequest(message: IncomingMessage, response: ServerResponse): FrontRequest {
  const credential = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(message.headers.authorization ?? '');
  return { message, response, url: new URL(message.url ?? '/', 'http://front'), service: credential?.[1] ?? '' };
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
