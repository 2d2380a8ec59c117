import { problemsOf, resolveEnv } from './resolve-env';

const ENDPOINT = 'OTEL_EXPORTER_OTLP_ENDPOINT';
const ZIPKIN = 'OTEL_EXPORTER_ZIPKIN_ENDPOINT';

describe('an address that cannot be meant is refused, with what to write', () => {
  test.each([
    ['4317', 'is a port without a host: write http://localhost:4317'],
    [':4317', 'is a port without a host: write http://localhost:4317'],
    ['http://4317', 'has a host that reads as the address 0.0.16.221'],
    ['http://4318/', 'has a host that reads as the address 0.0.16.222'],
    ['0x7f000001:4317', 'has a host that reads as the address 127.0.0.1'],
    ['/v1/traces', 'has no host before its path'],
    ['https:///v1/traces', 'has no host before its path'],
    ['http:/collector:4318', 'has no "://" after its scheme'],
    ['http//collector:4318', 'has no "://" after its scheme'],
    ['https:collector:4318', 'has no "://" after its scheme'],
    ['http:\\\\collector:4318', 'has no "://" after its scheme'],
    ['http://$(OTEL_NODE_IP):4317', 'holds $(OTEL_NODE_IP), which nothing has replaced'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what nothing has replaced.
    ['http://${COLLECTOR}:4317', 'holds ${COLLECTOR}, which nothing has replaced'],
    ['http://collector:$(PORT)', 'holds $(PORT), which nothing has replaced'],
    ['http://{collector}:4317', 'has the host {collector}, which is no host name'],
    ['http://a,b:4317', 'has the host a,b, which is no host name'],
    ['http://collector:0', 'has the port 0'],
    ['http://collector:43l7', 'is not a URL such as http://localhost:4318'],
    ['http://a:4317,http://b:4317', 'is not a URL such as http://localhost:4318'],
  ])('%s', (text, reason) => {
    expect(problemsOf({ [ENDPOINT]: text })).toEqual([
      `${ENDPOINT}=${text} (environment) ${reason}; using http://localhost:4317 (grpc)`,
    ]);
    const [zipkin] = problemsOf({ [ZIPKIN]: text });
    expect(zipkin).toContain(
      `${ZIPKIN}=${text} (environment) ${reason}; using http://localhost:9411/api/v2/spans`,
    );
  });
});

test.each([
  'localhost',
  'localhost:4317',
  'https',
  'http:4317',
  'otel_collector.monitoring.svc:4317',
  'http://127.0.0.1:4318',
  'http://[::1]:4317',
  '[fe80::1]:4317',
  'http://xn--bcher-kva.example:4317',
  'http://bücher.example:4317',
  'dns:///collector:4317',
  'HTTP://COLLECTOR:4318/otlp?x=1',
])('%s is an address', text => {
  expect(
    resolveEnv({ [ENDPOINT]: text }).problems.filter(({ message }) => !message.includes('needs')),
  ).toEqual([]);
});
