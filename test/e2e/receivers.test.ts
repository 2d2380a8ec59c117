import http from 'node:http';
import type { AddressInfo } from 'node:net';

import { type Collector, startCollector } from '../services/collector/start-collector';
import { describeWith } from '../services/describe-with';
import { explained, runFixture } from './run-fixture';
import { runUntilRefused, WARNING, warningsOf } from './run-until-refused';
import { spansOf } from './settled';
import { startFixture } from './start-fixture';

describeWith('collector')('a Collector', () => {
  let collector: Collector;
  let tracesOnly: Collector;
  beforeAll(async () => {
    collector = await startCollector();
    tracesOnly = await startCollector({ signals: ['traces'] });
  });
  afterAll(() => Promise.all([collector?.stop(), tracesOnly?.stop()]));

  describe('of the other protocol is named in one line', () => {
    test.each<[string, () => Record<string, string>, RegExp]>([
      [
        'gRPC to a port for HTTP',
        () => ({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.httpUrl, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }),
        /port for HTTP.*http\/protobuf/,
      ],
      [
        'HTTP to a port for gRPC',
        () => ({
          OTEL_EXPORTER_OTLP_ENDPOINT: collector.grpcUrl,
          OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
        }),
        /gRPC port.*=grpc/,
      ],
    ])('%s', async (_name, env, line) => {
      const run = await runUntilRefused(env());
      await explained(run, () => {
        expect(run.code).toBe(0);
        expect(run.warnings).toEqual([expect.stringMatching(line), expect.stringMatching(/dropped/)]);
      });
    });

    test.each(['grpc', 'http/protobuf'])('a short process is none the wiser (%s)', async protocol => {
      const endpoint = protocol === 'grpc' ? collector.httpUrl : collector.grpcUrl;
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: protocol };
      const run = await runFixture({ script: 'hello.js', exitCode: 7, env });
      await explained(run, () => expect(run.stdout).toBe('hi\n'));
    });
  });

  test.each(['grpc', 'http/protobuf'])('that is not there (%s)', async protocol => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_EXPORTER_OTLP_PROTOCOL: protocol };
    const run = await runUntilRefused(env);
    await explained(run, () => {
      expect(run.code).toBe(0);
      expect(run.warnings).toEqual([
        expect.stringMatching(/cannot send traces .*ECONNREFUSED/),
        expect.stringMatching(/dropped at the end/),
      ]);
    });
  });

  test.each(['grpc', 'http/protobuf'])('that takes traces alone is spared the rest (%s)', async protocol => {
    const fixture = await startFixture({
      script: 'services/back.js',
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: protocol === 'grpc' ? tracesOnly.grpcUrl : tracesOnly.httpUrl,
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        OTEL_METRIC_EXPORT_INTERVAL: '50',
      },
    });
    await fetch(await fixture.firstLine, { headers: { connection: 'close' } });
    await fixture.said(WARNING);
    const run = await fixture.end();
    await explained(run, async () => {
      expect(warningsOf(run.stderr)).toEqual([
        expect.stringMatching(/metrics are switched off/),
        expect.stringMatching(/data points .* dropped, the receiver did not take them/),
      ]);
      expect(await spansOf(tracesOnly, run)).toHaveLength(1);
    });
  });
});

test('headers, for all signals and for one', async () => {
  const seen: Record<string, http.IncomingHttpHeaders> = {};
  const server = http.createServer((request, response) => {
    seen[request.url!] = request.headers;
    request.resume().on('end', () => response.writeHead(200).end());
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  try {
    const run = await runFixture({
      script: 'logging/pino.js',
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}/base`,
        OTEL_EXPORTER_OTLP_HEADERS: 'api-key=a%20secret,tenant=one',
        OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'tenant=two',
        OTEL_METRICS_EXPORTER: 'none',
      },
    });
    await explained(run, () => {
      expect(seen['/base/v1/traces']).toMatchObject({ 'api-key': 'a secret', tenant: 'one' });
      expect(seen['/base/v1/logs']).toMatchObject({ tenant: 'two' });
      expect(seen['/base/v1/traces']!['user-agent']).toMatch(/otel-agent/);
      expect(run.stderr).not.toContain('secret');
    });
  } finally {
    server.close();
  }
});
