import { type IncomingMessage, type ServerResponse, Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';

/** Forwards requests to MiniStack, byte by byte. */
export class Upstream {
  /** MiniStack's URL; empty until MiniStack has started. */
  url = '';
  private readonly agent = new Agent({ keepAlive: true });

  /** @param body the request's body, if it was already read (and perhaps changed) */
  forward(message: IncomingMessage, response: ServerResponse, body?: Buffer): void {
    const headers = { ...message.headers };
    if (body) {
      headers['content-length'] = String(body.length);
      delete headers['transfer-encoding'];
    }
    const onward = request(new URL(message.url ?? '/', this.url), { method: message.method, headers, agent: this.agent }, answer => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', error => {
      if (response.headersSent) return void response.destroy();
      response.writeHead(502, { 'content-type': 'text/plain' }).end(`MiniStack did not answer: ${error.message}`);
    });
    response.on('close', () => onward.destroy());
    if (body) onward.end(body);
    else message.pipe(onward);
  }

  /** Joins the two sockets, for WebSocket and other upgrades. */
  upgrade(message: IncomingMessage, socket: Socket, head: Buffer): void {
    const { hostname, port } = new URL(this.url);
    const onward = connect(Number(port), hostname, () => {
      const headers = message.rawHeaders.flatMap((value, i, all) => (i % 2 ? [] : [`${value}: ${all[i + 1]}`]));
      onward.write(`${message.method} ${message.url} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  }

  close(): void {
    this.agent.destroy();
  }
}
