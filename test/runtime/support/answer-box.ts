import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

export interface ReceivedAnswer {
  readonly body: any;
  readonly headers: IncomingHttpHeaders;
}

/** Stands for the S3 object behind a custom resource's response URL. */
export class AnswerBox {
  public static async open(): Promise<AnswerBox> {
    const box = new AnswerBox();
    await new Promise<void>(resolve => box.server.listen(0, '127.0.0.1', resolve));
    return box;
  }

  public readonly answers: ReceivedAnswer[] = [];
  /** How many of the next answers it refuses. */
  public refusals = 0;
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', chunk => chunks.push(chunk));
      request.on('end', () => {
        if (this.refusals-- > 0) return response.writeHead(503).end();
        this.answers.push({ body: JSON.parse(Buffer.concat(chunks).toString()), headers: request.headers });
        return response.end();
      });
    });
  }

  /** Signed in its query, like CloudFormation's URLs: an answer needs nothing else. */
  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/answer?Signature=secret`;
  }

  public async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }
}
