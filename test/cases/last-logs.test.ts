import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { endOf, runProgram } from '../agent/lifecycle/run-program';
import { flattenLogs } from '../services/collector/flatten-telemetry';

/* The log records that matter most are those of the end: they leave at each of them, as spans do. */

type LogRecord = ReturnType<typeof flattenLogs>[number];

let server: http.Server;
const received: LogRecord[] = [];
beforeAll(async () => {
  server = http.createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    if (request.url === '/v1/logs') received.push(...flattenLogs(JSON.parse(text)));
    response.setHeader('content-type', 'application/json').end('{}');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const LIBRARIES = ['pino', 'winston', 'bunyan'];
const ENDS = [
  'crash',
  'crash, logged by a listener',
  'unhandledRejection',
  'process.exit',
  'SIGTERM',
  'SIGTERM, server.close, process.exit',
];

test.each(LIBRARIES.flatMap(library => ENDS.map(end => [library, end] as const)))(
  '%s, %s: every record arrives, once',
  async (library, end) => {
    const program = (agent: boolean) =>
      runProgram({
        agent,
        script: 'cases/last-logs.cjs',
        args: [library, end],
        env: {
          OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
          OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
          OTEL_METRICS_EXPORTER: 'none',
          OTEL_TRACES_EXPORTER: 'none',
          OTEL_AGENT_BANNER: 'off',
          OTEL_AGENT_EXIT_TIMEOUT: '5000',
        },
        onLine(line, child) {
          if (line === 'ready') child.kill('SIGTERM');
        },
      });
    const [bare, traced] = await Promise.all([program(false), program(true)]);
    expect(endOf(traced)).toEqual(endOf(bare));
    expect(traced.said).toEqual([]);
    const records = received.filter(({ resource }) => resource['test.run'] === traced.id);
    expect(records.map(({ body }) => body)).toEqual(['first words', expect.stringMatching(/^last words/)]);
    expect(records[1]!.attributes).toMatchObject({ 'exception.message': 'out of tea' });
  },
);
