import type { IncomingMessage, RequestOptions } from 'node:http';
import path from 'node:path';
import { type Attributes, diag } from '@opentelemetry/api';
import { redactQuery, redactUrl } from '../../../../src/shared/urls/redact-url';
import { secretParameters } from '../../../../src/shared/urls/secret-parameters';

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

const packages = path.join(__dirname, '..', '..', '..', '..', 'node_modules', '@opentelemetry');
const upstream: UpstreamFunctions = require(path.join(packages, 'instrumentation-http', 'dist', 'utils.cjs'));

/** Upstream hides a few parameters; here the stage of spans does it, as without the lean pieces. */
const NOTHING_HIDDEN = { redactedQueryParams: [] };
const isSecret = secretParameters();

/** Returns upstream's attributes of an incoming request. */
export function upstreamServerAttributes(request: IncomingMessage, scheme: string): Attributes {
  return defined(
    upstream.getIncomingRequestAttributes(request, { component: scheme, ...NOTHING_HIDDEN }, diag),
  );
}

/** Returns upstream's span name and attributes of a call of `http.request`. */
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
    { component: scheme, ...place, ...NOTHING_HIDDEN },
    false,
  );
  return { name: method, attributes: defined(attributes) };
}

function defined(attributes: Attributes): Attributes {
  const { 'url.query': query, 'url.full': full } = attributes as Record<string, string | undefined>;
  const shown = {
    ...attributes,
    'url.query': query && redactQuery(query, isSecret),
    'url.full': full && redactUrl(full, isSecret),
  };
  return Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== undefined));
}
