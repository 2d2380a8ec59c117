import http from 'node:http';
import path from 'node:path';
import { freePorts } from '../../src/tools/demo/free-ports';
import { exporterEnvironment, type TestReceiver } from '../agent/lifecycle/receiver';
import { runProgram } from '../agent/lifecycle/run-program';
import type { NodeMajor } from '../nodes';

/** A function that is served. */
export interface GoogleSandbox {
  /** Asks the function, and stops its process with the answer's last byte until its spans are counted. */
  ask(place: string, options?: http.RequestOptions & { body?: string }): Promise<unknown>;
  /** Asks the function, whose process goes on. */
  askOnly(place: string): Promise<unknown>;
  /** Sends a CloudEvent in a body of its own form. */
  send(event: CloudEvent, headers?: http.OutgoingHttpHeaders): Promise<unknown>;
  /** Sends a CloudEvent in headers, but for its data. */
  sendBinary(event: CloudEvent): Promise<unknown>;
}

type CloudEvent = Readonly<Record<string, string | object>>;

interface Surroundings {
  /** Folder that has the framework. */
  readonly modules: string;
  readonly receiver: TestReceiver;
  readonly stockUrl: string;
}

interface ServedFunction {
  readonly target: string;
  readonly signature?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Serves a function of test/fixtures/google until `use` is done with it. */
export async function serveFunction(
  { modules, receiver, stockUrl }: Surroundings,
  nodeMajor: NodeMajor,
  { target, signature, env }: ServedFunction,
  use: (sandbox: GoogleSandbox) => Promise<unknown[]>,
) {
  const [port] = await freePorts(1);
  let answers: unknown[] | undefined;
  const run = await runProgram({
    nodeMajor,
    script: path.join(modules, '@google-cloud', 'functions-framework', 'build', 'src', 'main.js'),
    args: [`--port=${port}`],
    cwd: path.join(__dirname, '..', 'fixtures', 'google'),
    env: {
      ...exporterEnvironment(receiver),
      OTEL_SERVICE_NAME: undefined,
      OTEL_BSP_SCHEDULE_DELAY: '60000',
      FUNCTION_TARGET: target,
      FUNCTION_SIGNATURE_TYPE: signature,
      K_SERVICE: 'tea-orders',
      MODULES: modules,
      STOCK_URL: stockUrl,
      ...env,
    },
    onLine: async (line, child, id) => {
      if (!line.startsWith('URL: ')) return;
      const ask: GoogleSandbox['ask'] = async (place, { body, ...options } = {}) => {
        const startedMs = Date.now();
        const answer = await request(`http://127.0.0.1:${port}${place}`, options, body);
        child.kill('SIGSTOP');
        const tookMs = Date.now() - startedMs;
        // Bytes that the process has sent may still be on their way.
        for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
        const spansBefore = receiver.sentBy(id).length;
        child.kill('SIGCONT');
        return { ...answer, tookMs, spansBefore };
      };
      const sendBinary: GoogleSandbox['send'] = ({ data, ...event }) => {
        const told = Object.entries({ specversion: '1.0', id: 'event-1', ...event });
        const headers = Object.fromEntries(told.map(([name, value]) => [`ce-${name}`, value]));
        const options = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' } };
        return ask('/', { ...options, body: JSON.stringify(data) });
      };
      const send: GoogleSandbox['send'] = (event, headers) =>
        ask('/', {
          method: 'POST',
          headers: { ...headers, 'content-type': 'application/cloudevents+json' },
          body: JSON.stringify({ specversion: '1.0', id: 'event-1', source: 'test', ...event }),
        });
      answers = await use({
        ask,
        askOnly: place => request(`http://127.0.0.1:${port}${place}`, {}),
        send,
        sendBinary,
      });
      child.kill('SIGTERM');
    },
  });
  return { run, answers };
}

function request(url: string, options: http.RequestOptions, body = ''): Promise<object> {
  return new Promise((resolve, reject) => {
    const outgoing = http.request(url, options, async response => {
      const { statusCode: status } = response;
      let text = '';
      for await (const part of response.setEncoding('utf8')) text += part;
      resolve({ status, body: text });
    });
    outgoing.on('error', reject).end(body);
  });
}
