/* Part of dist/proxies.js: decides about proxies, loaded where the environment or a setting names one. */
import type { HttpProxy } from '../../otlp/destination';
import { type Address, endpointFlaw, readAddress } from '../kinds/addresses';
import type { Problem, ResolvedConfig } from '../resolved-config';
import { isExcepted, isThisMachine } from './no-proxy';
import type { SignalExport, SignalExports, Target } from './signals';

/** Variables that name proxies, as curl, Go and gRPC read them. */
type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Gives each receiver its proxy. OTEL_AGENT_PROXY wins over the environment. HTTPS_PROXY stands for TLS and for
 * gRPC, plain or not, since gRPC always asks for a tunnel (grpc-js, grpc-go); HTTP_PROXY for plain HTTP. The lower case
 * wins, as with curl. Receivers on this machine get no proxy of the environment (as with Go), those in NO_PROXY none at all.
 */
export function withProxies(config: ResolvedConfig, env: Environment): ResolvedConfig {
  const problems: Problem[] = [];
  const proxyFor = createChooser(config, env, problems);
  const withProxy = <Way extends Target['destination']>(way: Way): Way => {
    const proxy = way === undefined ? undefined : proxyFor(way);
    return proxy === undefined ? way : { ...way, proxy };
  };
  const signalThrough = (signal: SignalExport): SignalExport => ({
    ...withProxy(signal),
    targets: signal.targets.map(target => ({ ...target, destination: withProxy(target.destination) })),
  });
  const { traces, metrics, logs } = config.signals;
  const signals: SignalExports = {
    traces: signalThrough(traces),
    metrics: signalThrough(metrics),
    logs: signalThrough(logs),
  };
  return { ...config, signals, problems: [...config.problems, ...problems] };
}

/** Chooses the proxy on the way to a server that takes no exports. */
export function proxyFor(config: ResolvedConfig, env: Environment, way: Way): HttpProxy | undefined {
  return createChooser(config, env, [])(way);
}

/** Server, as far as the choice of its proxy goes. */
export type Way = Pick<Destination, 'isTls' | 'host' | 'port' | 'socketPath'> &
  Partial<Pick<Destination, 'protocol'>>;

type Destination = NonNullable<Target['destination']>;
type Chooser = (way: Way) => HttpProxy | undefined;

function createChooser(config: ResolvedConfig, env: Environment, problems: Problem[]): Chooser {
  const own = config.get('OTEL_AGENT_PROXY');
  if (own === 'off') return () => undefined;
  const exceptions = firstOf(env, ['no_proxy', 'NO_PROXY'])?.text ?? '';
  const isDirect = ({ socketPath, host, port }: Way) =>
    socketPath !== undefined || isExcepted(host, port, exceptions);
  if (own !== undefined) {
    const proxy = proxyAt(own, 'OTEL_AGENT_PROXY');
    return destination => (isDirect(destination) ? undefined : proxy);
  }
  return destination => {
    if (isThisMachine(destination.host) || isDirect(destination)) return undefined;
    const isTunnelled = destination.isTls || destination.protocol === 'grpc';
    const given = firstOf(env, isTunnelled ? FOR_TUNNELS : namesForPlainHttp(env));
    return given && readGiven(given, problems);
  };
}

const FOR_TUNNELS = ['https_proxy', 'HTTPS_PROXY'];

/** In a CGI program HTTP_PROXY is a header of the request, which anybody may set (httpoxy, CVE-2016-5385). */
function namesForPlainHttp(env: Environment): readonly string[] {
  return env.REQUEST_METHOD === undefined ? ['http_proxy', 'HTTP_PROXY'] : ['http_proxy'];
}

interface Given {
  readonly name: string;
  readonly text: string;
}

function firstOf(env: Environment, names: readonly string[]): Given | undefined {
  for (const name of names) {
    const text = env[name]?.trim() ?? '';
    if (text !== '') return { name, text };
  }
  return undefined;
}

/** Reads a variable; one that names no HTTP proxy is a problem, told once. */
function readGiven({ name, text }: Given, problems: Problem[]): HttpProxy | undefined {
  const flaw = endpointFlaw(text);
  const address = flaw === undefined ? readAddress(text) : undefined;
  if (address !== undefined) return proxyAt(address, name);
  if (!problems.some(problem => problem.name === name))
    problems.push({
      name,
      setting: 'OTEL_AGENT_PROXY',
      value: text,
      source: { kind: 'env', name },
      message: flaw ?? 'is no HTTP proxy',
      used: 'no proxy',
    });
  return undefined;
}

function proxyAt({ scheme = 'http', host, port, credentials }: Address, from: string): HttpProxy {
  const isTls = scheme === 'https';
  const usedPort = port ?? (isTls ? 443 : 80);
  return {
    url: `${scheme}://${host}:${usedPort}`,
    from,
    isTls,
    host: host.replace(/^\[|\]$/g, ''),
    port: usedPort,
    authorization: credentials && `Basic ${Buffer.from(credentials).toString('base64')}`,
  };
}
