import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Invocation as the platform hands it to the runtime. */
export interface Invocation {
  readonly event: unknown;
  readonly deadlineMs: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The runtime's answer. `failed`: it came as an error, for a stream in its trailers. */
export interface Answer {
  readonly body: string;
  readonly failed: boolean;
  readonly atMs: number;
}

/** The server that Lambda's runtimes ask for invocations: documentation, "Using the Lambda runtime API". */
export interface RuntimeApi {
  readonly address: string;
  /** Hands over an invocation to the runtime that asks for the next one. */
  invoke(invocation: Invocation): Promise<Answer>;
  /** Resolves when the runtime asks for the next invocation: the sandbox may freeze. */
  idle(): Promise<void>;
  close(): void;
}

const ARN = 'arn:aws:lambda:eu-west-1:123456789012:function:orders';

export async function startRuntimeApi(): Promise<RuntimeApi> {
  let asking: ServerResponse | undefined;
  let whenAsked: (() => void)[] = [];
  let lastId = 0;
  const waiting = new Map<string, (answer: Answer) => void>();

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, , , , id = '', kind] = request.url!.split('/');
    if (id === 'next') {
      asking = response;
      for (const call of whenAsked.splice(0)) call();
      return;
    }
    const body = await bodyOf(request);
    const failed = kind !== 'response' || 'lambda-runtime-function-error-type' in request.trailers;
    response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}\n');
    waiting.get(decodeURIComponent(id))?.({ body, failed, atMs: Date.now() });
  }

  const server = http.createServer((request, response) => void take(request, response));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    invoke({ event, deadlineMs, headers }) {
      const id = `request-${++lastId}`;
      const answer = new Promise<Answer>(resolve => waiting.set(id, resolve));
      const body = JSON.stringify(event);
      asking!.writeHead(200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'lambda-runtime-aws-request-id': id,
        'lambda-runtime-deadline-ms': String(deadlineMs),
        'lambda-runtime-invoked-function-arn': ARN,
        'lambda-runtime-trace-id': 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0',
        ...headers,
      });
      asking!.end(body);
      asking = undefined;
      return answer;
    },
    idle: () => (asking === undefined ? new Promise(resolve => whenAsked.push(resolve)) : Promise.resolve()),
    close() {
      whenAsked = [];
      server.closeAllConnections();
      server.close();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const text of request.setEncoding('utf8')) body += text;
  return body;
}
