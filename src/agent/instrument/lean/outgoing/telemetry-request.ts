/**
 * Tells by path and headers whether another tool in the process sends its telemetry with this request, which is no work
 * of the app: such tools suppress spans only in their own contexts. `read` gets header names in small letters.
 */
export function isTelemetryRequest<Headers>(
  method: string,
  path: string,
  headers: Headers,
  read: (headers: Headers, name: string) => unknown,
): boolean {
  if (method !== 'POST' && method !== 'PUT') return false;
  if (!ANY_PATH.test(path)) return false;
  const header = (name: string) => String(read(headers, name) ?? '');
  return SENDERS.some(sender => sender.path.test(path) && sender.isTheirs(header, path));
}

interface Sender {
  /** Matches path and query. */
  readonly path: RegExp;
  readonly isTheirs: (header: (name: string) => string, path: string) => boolean;
}

const SENDERS: readonly Sender[] = [
  {
    // Sentry, with its key in the query or in a header.
    path: /\/api\/\d+\/(?:envelope|store|minidump)\//,
    isTheirs: (header, path) => path.includes('sentry_key=') || header('x-sentry-auth') !== '',
  },
  {
    // Sentry, to its local viewer.
    path: /\/stream$/,
    isTheirs: header => header('content-type').startsWith('application/x-sentry-envelope'),
  },
  {
    // An OpenTelemetry SDK of the app's own, OTLP over HTTP.
    path: /\/v1(?:development)?\/(?:traces|metrics|logs|profiles)(?:\?|$)/,
    isTheirs: header => /\bOTel[- ]OTLP[- ]Exporter[- ]JavaScript/i.test(header('user-agent')),
  },
  {
    // dd-trace, to its agent: statistics, profiles and more, though it traces nothing.
    path: /^\/(?:v0\.\d+|telemetry|profiling|debugger|evp_proxy)\//,
    isTheirs: header =>
      ['datadog-meta-lang', 'dd-client-library-language', 'dd-evp-origin'].some(name => header(name) !== ''),
  },
  {
    path: /\/agent_listener\/invoke_raw_method\?/,
    isTheirs: header => header('user-agent').startsWith('NewRelic-NodeAgent'),
  },
  {
    path: /\/intake\/v2\/(?:events|profile)/,
    isTheirs: header => header('user-agent').startsWith('apm-agent-'),
  },
];

/** Matches the paths of all senders; it rules out nearly all other requests. */
const ANY_PATH = new RegExp(SENDERS.map(({ path }) => path.source).join('|'));
