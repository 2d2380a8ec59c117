import type { CollectedSpan } from '../services/collector/collected';
import { type Collector, startCollector } from '../services/collector/start-collector';
import { type Certificates, createCertificates } from '../services/create-certificates';
import { describeWith } from '../services/describe-with';
import { removeFolder } from '../services/process/remove-folder';
import { makeTemporaryFolder } from '../services/process/temporary-folder';
import { drawTraces } from './ancestry';
import { explained, runFixture } from './run-fixture';
import { runUntilRefused } from './run-until-refused';
import { spansOf } from './settled';

const HELLO = ['client GET', '  server GET'];
const hello = (env: Record<string, string>) => runFixture({ script: 'hello.js', exitCode: 7, env });

describeWith('collector')('exporters', () => {
  let collector: Collector;
  beforeAll(async () => {
    collector = await startCollector();
  });
  afterAll(() => collector?.stop());

  test.each<[string, (target: Collector) => Record<string, string>]>([
    ['grpc', ({ grpcUrl }) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: grpcUrl })],
    ['grpc, gzip', ({ grpcUrl }) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: grpcUrl, ...GZIP })],
    ['http/protobuf', target => http(target, 'http/protobuf')],
    ['http/protobuf, gzip', target => ({ ...http(target, 'http/protobuf'), ...GZIP })],
    ['http/json', target => http(target, 'http/json')],
    ['http/json, gzip', target => ({ ...http(target, 'http/json'), ...GZIP })],
    [
      'an endpoint of its own for traces, as it is',
      ({ httpUrl }) => ({
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${httpUrl}/v1/traces`,
        OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/protobuf',
        OTEL_METRICS_EXPORTER: 'none',
      }),
    ],
  ])('%s', async (_name, env) => {
    const run = await hello(env(collector));
    await explained(run, async () => {
      expect(drawTraces(await spansOf(collector, run))).toEqual(HELLO);
      expect((await collector.spans()).filter(isOf(run.id))).toHaveLength(HELLO.length); // Each of them once.
      expect(run.stdout).toBe('hi\n');
      expect(run.stderr.trim().split('\n')).toEqual([expect.stringContaining('service "e2e-shop"')]);
    });
  });

  test('zipkin: spans arrive in its format', async () => {
    const run = await hello({
      OTEL_TRACES_EXPORTER: 'zipkin',
      OTEL_EXPORTER_ZIPKIN_ENDPOINT: collector.zipkinUrl,
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_SERVICE_NAME: 'zipkin-shop',
    });
    await explained(run, async () => {
      const spans = await collector.waitForSpans(
        all => all.filter(({ service }) => service === 'zipkin-shop').length === 2,
      );
      const own = spans.filter(({ service }) => service === 'zipkin-shop');
      expect(drawTraces(own)).toEqual(HELLO);
      expect(own.find(({ kind }) => kind === 'server')!.attributes).toMatchObject({ 'url.path': '/' });
    });
  });

  test('console: spans are printed for people', async () => {
    const run = await hello({ OTEL_TRACES_EXPORTER: 'console', OTEL_METRICS_EXPORTER: 'none' });
    await explained(run, () => {
      const [first, ...lines] = run.stdout.trim().split('\n');
      expect(first).toBe('hi');
      expect(lines).toEqual([expect.stringMatching(/ SERVER GET /), expect.stringMatching(/ CLIENT GET /)]);
    });
  });

  test('otlp/stdout: OTLP JSON, a line for each batch', async () => {
    const run = await hello({ OTEL_TRACES_EXPORTER: 'otlp/stdout', OTEL_METRICS_EXPORTER: 'none' });
    await explained(run, () => {
      const [first, ...lines] = run.stdout.trim().split('\n');
      expect(first).toBe('hi');
      const requests = lines.map(line => JSON.parse(line));
      const spans = requests.flatMap(({ resourceSpans }) =>
        resourceSpans.flatMap(({ scopeSpans }: { scopeSpans: { spans: object[] }[] }) =>
          scopeSpans.flatMap(scope => scope.spans),
        ),
      );
      expect(spans).toMatchObject([
        { name: 'GET', kind: 2 },
        { name: 'GET', kind: 3 },
      ]);
    });
  });

  test('none: no spans are made', async () => {
    const env = { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' };
    const run = await hello({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.grpcUrl, ...env });
    await explained(run, async () => {
      expect(run.stdout).toBe('hi\n');
      expect(await spansOf(collector, run)).toEqual([]);
    });
  });
});

describeWith('collector')('TLS', () => {
  let folder: string;
  let certificates: Certificates;
  let plain: Collector;
  let mutual: Collector;
  beforeAll(async () => {
    folder = makeTemporaryFolder('e2e-tls');
    certificates = await createCertificates(folder);
    const { server, caFile } = certificates;
    plain = await startCollector({ tls: server });
    mutual = await startCollector({ tls: { ...server, clientCaFile: caFile } });
  });
  afterAll(async () => {
    await Promise.all([plain?.stop(), mutual?.stop()]);
    await removeFolder(folder);
  });

  const trusting = () => ({ OTEL_EXPORTER_OTLP_CERTIFICATE: certificates.caFile });
  const known = () => ({
    ...trusting(),
    OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: certificates.client.certFile,
    OTEL_EXPORTER_OTLP_CLIENT_KEY: certificates.client.keyFile,
  });
  describe.each(['grpc', 'http/protobuf'])('%s', protocol => {
    const at = ({ grpcUrl, httpUrl }: Collector) => ({
      OTEL_EXPORTER_OTLP_ENDPOINT: protocol === 'grpc' ? grpcUrl : httpUrl,
      OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
      OTEL_METRICS_EXPORTER: 'none',
    });

    test.each<[string, () => Collector, () => Record<string, string>]>([
      ['with the authority that signed the server', () => plain, trusting],
      ['with a certificate of its own', () => mutual, known],
    ])('%s', async (_name, target, files) => {
      const run = await hello({ ...at(target()), ...files() });
      await explained(run, async () => {
        const spans = await target().waitForSpans(all => all.filter(isOf(run.id)).length === 2);
        expect(drawTraces(spans.filter(isOf(run.id)))).toEqual(HELLO);
      });
    });

    test.each<[string, () => Collector, () => Record<string, string>]>([
      ['without the authority', () => plain, () => ({})],
      ['without the certificate that is asked for', () => mutual, trusting],
    ])('%s the reason is told, and the number at the end', async (_name, target, files) => {
      const run = await runUntilRefused({ ...at(target()), ...files() });
      await explained(run, async () => {
        expect((await target().spans()).filter(isOf(run.id))).toEqual([]);
        expect(run.warnings).toEqual([
          expect.stringContaining('cannot send traces'),
          expect.stringContaining('spans dropped at the end of the process'),
        ]);
      });
    });
  });
});

function isOf(id: string) {
  return ({ resource }: { resource: CollectedSpan['resource'] }) => resource['test.run'] === id;
}

const GZIP = { OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' };

function http({ httpUrl }: Collector, protocol: string): Record<string, string> {
  return { OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl, OTEL_EXPORTER_OTLP_PROTOCOL: protocol };
}
