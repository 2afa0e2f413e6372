import { createServer, request, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

/** One AWS call that went through the proxy. */
export interface Call {
  /** The operation of a JSON or query service, such as `StopDeployment`; else method and path. */
  readonly operation: string;
  readonly body: any;
}

/** The answer that replaces the service's own. */
export interface Fault {
  readonly status: number;
  readonly type: string;
  /** The body of the answer; an error by default. */
  readonly body?: object;
  /** The service carries out the call, and only its answer is replaced. */
  readonly afterwards?: boolean;
}

/** Sits between a handler and the cloud: records the calls, and answers some with an error. */
export class FaultProxy {
  public static async start(upstream: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(new URL(upstream));
    await new Promise<void>(resolve => proxy.server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  public readonly calls: Call[] = [];
  private readonly server: Server;
  private readonly faults: { operation: string; fault: Fault; lasting?: boolean }[] = [];
  private readonly waiters: { operation: string; resolve: (call: Call) => void }[] = [];

  private constructor(private readonly upstream: URL) {
    this.server = createServer((incoming, outgoing) => {
      const chunks: Buffer[] = [];
      incoming.on('data', chunk => chunks.push(chunk));
      incoming.on('end', () => {
        const body = Buffer.concat(chunks);
        const [, action] = /^Action=(\w+)/.exec(body.toString('utf8', 0, 100)) ?? [];
        const operation = String(incoming.headers['x-amz-target'] ?? action ?? `${incoming.method} ${incoming.url}`).split('.').pop()!;
        this.remember({ operation, body: parse(body) });
        const index = this.faults.findIndex(({ operation: wanted }) => operation.includes(wanted));
        const planned = this.faults[index];
        if (planned && !planned.lasting) this.faults.splice(index, 1);
        const fail = (fault: Fault) => answerFault(outgoing, fault, action !== undefined);
        if (planned && !planned.fault.afterwards) return fail(planned.fault);
        const onward = request({
          host: this.upstream.hostname, port: this.upstream.port, method: incoming.method, path: incoming.url, headers: incoming.headers,
        }, answer => {
          if (planned) return answer.resume().on('end', () => fail(planned.fault));
          outgoing.writeHead(answer.statusCode!, answer.headers);
          return answer.pipe(outgoing);
        });
        onward.on('error', () => outgoing.destroy());
        return onward.end(body);
      });
    });
  }

  public get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Answers the next calls of this operation with these faults, one each. */
  public plan(operation: string, ...faults: Fault[]): void {
    this.faults.push(...faults.map(fault => ({ operation, fault })));
  }

  /** Answers every call of this operation with this fault from now on. */
  public planAlways(operation: string, fault: Fault): void {
    this.faults.push({ operation, fault, lasting: true });
  }

  public of(operation: string): Call[] {
    return this.calls.filter(call => call.operation.includes(operation));
  }

  /** The first call of this operation; waits for it. */
  public async waitFor(operation: string): Promise<Call> {
    return this.of(operation)[0] ?? new Promise(resolve => this.waiters.push({ operation, resolve }));
  }

  /** Forgets the calls and the faults that were not used. */
  public forget(): void {
    this.calls.length = 0;
    this.faults.length = 0;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }

  private remember(call: Call): void {
    this.calls.push(call);
    for (const waiter of this.waiters) if (call.operation.includes(waiter.operation)) waiter.resolve(call);
  }
}

function answerFault(outgoing: ServerResponse, { status, type, body }: Fault, xml: boolean): void {
  const message = `${type} by the test`;
  if (xml && !body) {
    outgoing.writeHead(status, { 'content-type': 'text/xml' });
    outgoing.end(`<ErrorResponse><Error><Type>Sender</Type><Code>${type}</Code><Message>${message}</Message></Error></ErrorResponse>`);
    return;
  }
  outgoing.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': type });
  outgoing.end(JSON.stringify(body ?? { __type: type, message }));
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return body.toString();
  }
}
