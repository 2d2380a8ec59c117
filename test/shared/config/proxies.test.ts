import { withProxies } from '../../../src/shared/config/derived/proxies';
import { printText } from '../../../src/shared/config/describe/print-text';
import { problemText } from '../../../src/shared/config/messages/messages';
import { resolveEnv } from './resolve-env';

const endpoint = (url: string) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: url });
const GRPC = endpoint('http://collector.corp.example:4317');
const PLAIN = endpoint('http://collector.corp.example:4318');
const TLS = endpoint('https://vendor.example/otlp');
const HTTPS = { HTTPS_PROXY: 'http://secure:3128' };
const HTTP = { HTTP_PROXY: 'http://plain:3128' };
const both = { ...HTTPS, ...HTTP };

/** `HTTPS_PROXY http://secure:3128`, or `direct`. */
function wayOfTraces(env: Record<string, string>): string {
  const { proxy } = withProxies(resolveEnv(env), env).signals.traces.targets[0]!.destination!;
  return proxy === undefined ? 'direct' : `${proxy.from} ${proxy.url}`;
}

describe('the proxy on the way', () => {
  const rows: [Record<string, string>, string][] = [
    [{ ...GRPC }, 'direct'],
    [{ ...GRPC, ...both }, 'HTTPS_PROXY http://secure:3128'],
    [{ ...TLS, ...both }, 'HTTPS_PROXY http://secure:3128'],
    [{ ...PLAIN, ...both }, 'HTTP_PROXY http://plain:3128'],
    [{ ...GRPC, ...HTTP }, 'direct'],
    [{ ...PLAIN, ...HTTPS }, 'direct'],
    // The lower case wins; empty is unset.
    [{ ...TLS, ...HTTPS, https_proxy: 'http://lower:8080' }, 'https_proxy http://lower:8080'],
    [{ ...TLS, ...HTTPS, https_proxy: ' ' }, 'HTTPS_PROXY http://secure:3128'],
    [{ ...PLAIN, http_proxy: 'proxy:8080' }, 'http_proxy http://proxy:8080'],
    [{ ...PLAIN, http_proxy: 'https://proxy' }, 'http_proxy https://proxy:443'],
    // A CGI program has a header of its request in HTTP_PROXY, but not in http_proxy.
    [{ ...PLAIN, ...HTTP, REQUEST_METHOD: 'GET' }, 'direct'],
    [{ ...PLAIN, http_proxy: 'proxy:8080', REQUEST_METHOD: 'GET' }, 'http_proxy http://proxy:8080'],
    // The machine itself is reached through no proxy, unless one is asked for.
    [{ ...endpoint('http://localhost:4317'), ...both }, 'direct'],
    [{ ...endpoint('http://127.8.0.1:4318'), ...both }, 'direct'],
    [{ ...endpoint('http://[::1]:4318'), ...both }, 'direct'],
    [{ ...endpoint('http://otel.localhost:4318'), ...both }, 'direct'],
    [{ ...endpoint('unix:/run/otel.sock'), ...both }, 'direct'],
    [
      { ...endpoint('http://localhost:4318'), OTEL_AGENT_PROXY: 'http://own:1' },
      'OTEL_AGENT_PROXY http://own:1',
    ],
    [{ ...endpoint('unix:/run/otel.sock'), OTEL_AGENT_PROXY: 'http://own:1' }, 'direct'],
    [{ ...TLS, ...both, OTEL_AGENT_PROXY: 'OFF' }, 'direct'],
    [{ ...TLS, ...both, OTEL_AGENT_PROXY: 'own:3128' }, 'OTEL_AGENT_PROXY http://own:3128'],
    [{ ...TLS, OTEL_AGENT_PROXY: 'http://own:1', NO_PROXY: 'vendor.example' }, 'direct'],
  ];
  test.each(rows)('%j: %s', (env, way) => {
    expect(wayOfTraces(env)).toBe(way);
  });
});

describe('NO_PROXY', () => {
  const rows: [host: string, exceptions: string, isDirect: boolean][] = [
    ['collector.corp.example', '*', true],
    ['collector.corp.example', 'corp.example', true],
    ['collector.corp.example', '.corp.example', true],
    ['collector.corp.example', '*.corp.example', true],
    ['corp.example', '.corp.example', true],
    ['collector.corp.example', 'localhost, CORP.example', true],
    ['collector.corp.example', 'localhost corp.example.', true],
    ['notcorp.example', 'corp.example', false],
    ['collector.corp.example', 'collector', false],
    ['collector.corp.example', 'corp.example:4318', true],
    ['collector.corp.example', 'corp.example:4317', false],
    ['10.1.2.3', '10.0.0.0/8', true],
    ['11.1.2.3', '10.0.0.0/8', false],
    ['10.1.2.3', '10.1.2.3:4318', true],
    ['10.1.2.3', '10.1.2.30', false],
    ['10.1.2.3', '10.0.0.0/99', false],
    ['[fd00::1]', 'fd00::/8', true],
    ['[fd00::1]', '[fd00:0::1]:4318', true],
    ['[fd00::1]', 'fd00::2', false],
    ['collector.corp.example', ',, ,', false],
  ];
  test.each(rows)('%s beside %j: %p', (host, exceptions, isDirect) => {
    const way = wayOfTraces({ ...endpoint(`http://${host}:4318`), ...HTTP, NO_PROXY: exceptions });
    expect(way === 'direct').toBe(isDirect);
  });

  test('the lower case wins', () => {
    expect(wayOfTraces({ ...TLS, ...HTTPS, no_proxy: '*', NO_PROXY: 'elsewhere' })).toBe('direct');
  });
});

describe('what is no HTTP proxy', () => {
  test('is told once, without its password, and spans go directly', () => {
    const env = { ...TLS, HTTPS_PROXY: 'socks5://user:s3cret@proxy:1080' };
    const config = withProxies(resolveEnv(env), env);
    expect(config.problems.map(problem => problemText(problem, config))).toEqual([
      'HTTPS_PROXY=socks5://[redacted]@proxy:1080 (environment) has the scheme socks5, not http or https; using no proxy',
    ]);
    expect(wayOfTraces(env)).toBe('direct');
  });

  test('is not told where it does not apply', () => {
    const env = { ...endpoint('http://localhost:4317'), HTTPS_PROXY: 'socks5://proxy:1080' };
    expect(withProxies(resolveEnv(env), env).problems).toEqual([]);
  });

  test.each(['socks5://proxy:1', 'unix:/run/proxy', '3128'])('OTEL_AGENT_PROXY=%s is refused', given => {
    const config = resolveEnv({ OTEL_AGENT_PROXY: given });
    expect(config.problems).toHaveLength(1);
  });
});

test('credentials become a header and are shown nowhere', () => {
  const env = { ...TLS, OTEL_AGENT_PROXY: 'http://user:s%40cret@proxy:3128' };
  const config = withProxies(resolveEnv(env), env);
  expect(config.signals.traces.targets[0]!.destination!.proxy!.authorization).toBe(
    `Basic ${Buffer.from('user:s@cret').toString('base64')}`,
  );
  const facts = { version: '1', nodeVersion: 'v24', service: { name: 'shop', from: undefined } };
  const page = printText(config, facts);
  expect(page).toContain('through the proxy at http://proxy:3128 (OTEL_AGENT_PROXY)');
  expect(page).toContain('http://[redacted]@proxy:3128');
  expect(page).not.toMatch(/s(@|%40)cret/);
});
