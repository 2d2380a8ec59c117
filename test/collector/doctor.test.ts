import { type Collector, startCollector } from '../services/collector/start-collector';
import { type Certificates, createCertificates } from '../services/create-certificates';
import { describeWith } from '../services/describe-with';
import { removeFolder } from '../services/process/remove-folder';
import { makeTemporaryFolder } from '../services/process/temporary-folder';
import { askDoctor, makeApp } from '../tools/doctor/ask-doctor';

/* The doctor's questions to a real Collector: with TLS, with client certificates, without a signal. */

describeWith('collector')('a Collector', () => {
  const folders: string[] = [];
  let certificates: Certificates;
  let collector: Collector | undefined;
  beforeAll(async () => {
    folders.push(makeTemporaryFolder('certificates'), makeApp({}));
    certificates = await createCertificates(folders[0]!);
  });
  afterEach(() => collector?.stop());
  afterAll(() => Promise.all(folders.map(removeFolder)));

  const ask = (protocol: string, env: Record<string, string> = {}) =>
    askDoctor(folders[1]!, ['app.js'], {
      ...{ OTEL_TRACES_EXPORTER: 'otlp', OTEL_METRICS_EXPORTER: 'otlp', OTEL_LOGS_EXPORTER: 'otlp' },
      OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
      OTEL_EXPORTER_OTLP_ENDPOINT: protocol === 'grpc' ? collector!.grpcUrl : collector!.httpUrl,
      ...env,
    });

  test.each(['grpc', 'http/protobuf', 'http/json'])(
    'takes an empty export of each signal over %s',
    async protocol => {
      collector = await startCollector();
      const answer = await ask(protocol);
      expect(answer.troubles()).toEqual([]);
      expect(
        answer.rows.filter(({ check }) => check === 'export').map(({ about }) => about!.split(' ')[0]),
      ).toEqual(['traces', 'metrics', 'logs']);
      expect(await collector.spans()).toEqual([]);
    },
  );

  test.each(['grpc', 'http/protobuf'])('%s: wants a client certificate, and gets one', async protocol => {
    collector = await startCollector({ tls: { ...certificates.server, clientCaFile: certificates.caFile } });
    const authority = { OTEL_EXPORTER_OTLP_CERTIFICATE: certificates.caFile };
    const without = await ask(protocol, authority);
    expect(without.row('TLS')).toMatchObject({
      status: 'fail',
      seen: expect.stringContaining('wants a client certificate'),
    });
    const { certFile, keyFile } = certificates.client;
    const identity = {
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: certFile,
      OTEL_EXPORTER_OTLP_CLIENT_KEY: keyFile,
    };
    // The certificates of the tests end in two days.
    expect((await ask(protocol, { ...authority, ...identity })).troubles()).toEqual(['warn TLS']);
  });

  test.each(['grpc', 'http/protobuf'])('%s: is without a signal', async protocol => {
    collector = await startCollector({ signals: ['traces', 'logs'] });
    const answer = await ask(protocol);
    expect(answer.row('export')).toMatchObject({
      status: 'warn',
      about: expect.stringMatching(/^metrics to /),
      mend: expect.stringContaining('OTEL_METRICS_EXPORTER=none'),
    });
    expect(answer.code).toBe(0);
  });

  test.each([
    ['grpc', 'httpUrl'],
    ['http/protobuf', 'grpcUrl'],
  ] as const)('%s is spoken to its other port', async (protocol, url) => {
    collector = await startCollector();
    const answer = await ask(protocol, { OTEL_EXPORTER_OTLP_ENDPOINT: collector[url] });
    expect(answer.row('protocol').status).toBe('fail');
    expect(answer.code).toBe(1);
  });
});
