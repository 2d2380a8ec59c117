import type { IncomingMessage, RequestOptions } from 'node:http';
import path from 'node:path';
import { type Attributes, diag } from '@opentelemetry/api';

/** The functions in which upstream's instrumentation makes attributes; its package does not export them. */
interface UpstreamFunctions {
  getIncomingRequestAttributes(request: IncomingMessage, options: object, logger: unknown): Attributes;
  getRequestInfo(
    logger: unknown,
    options: unknown,
    extra: unknown,
  ): { method: string; optionsParsed: RequestOptions };
  extractHostnameAndPort(options: RequestOptions): { hostname: string; port: string | number };
  getOutgoingRequestAttributes(options: RequestOptions, others: object, synthetic: boolean): Attributes;
}

const packages = path.join(__dirname, '..', '..', '..', 'node_modules', '@opentelemetry');
const upstream: UpstreamFunctions = require(path.join(packages, 'instrumentation-http', 'dist', 'utils.cjs'));

/** What upstream says of an incoming request. */
export function upstreamServerAttributes(request: IncomingMessage, scheme: string): Attributes {
  return defined(upstream.getIncomingRequestAttributes(request, { component: scheme }, diag));
}

/** What upstream says of a call of `http.request`. */
export function upstreamClientAttributes(
  scheme: string,
  [first, second]: readonly [unknown, unknown?],
): { name: string; attributes: Attributes } {
  const { method, optionsParsed } = upstream.getRequestInfo(diag, first, second);
  if (scheme === 'https' && typeof first === 'object' && !(first instanceof URL))
    Object.assign(optionsParsed, {
      protocol: optionsParsed.protocol ?? 'https:',
      port: optionsParsed.port ?? 443,
    });
  const place = upstream.extractHostnameAndPort(optionsParsed);
  const attributes = upstream.getOutgoingRequestAttributes(
    optionsParsed,
    { component: scheme, ...place },
    false,
  );
  return { name: method, attributes: defined(attributes) };
}

function defined(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
