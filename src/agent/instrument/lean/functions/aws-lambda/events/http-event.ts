import { SpanKind } from '@opentelemetry/api';
import type { UrlRedaction } from '../../../http/url-query';
import { at, type EventFacts, entriesAt, listAt, textAt } from '../../event';
import { type HttpRequest, httpAttributes } from '../../http-call';
import { X_RAY_HEADER } from '../../parent';

/** Reads an HTTP event; undefined for any other. */
export function httpEvent(event: unknown, redaction: UrlRedaction): EventFacts | undefined {
  const request = requestOf(event);
  if (request === undefined) return undefined;
  const headers = headersOf(event);
  return {
    trigger: 'http',
    kind: SpanKind.SERVER,
    attributes: httpAttributes(request, headers, redaction),
    carriers: [{ headers: withoutXRay(headers), xRay: headers[X_RAY_HEADER] }],
  };
}

function requestOf(event: unknown): HttpRequest | undefined {
  const call = at(event, 'requestContext');
  if (typeof call !== 'object' || call === null) return undefined;
  if (at(call, 'http') !== undefined) return secondVersion(event, call);
  if (textAt(event, 'httpMethod') !== undefined) return firstVersion(event, call);
  return textAt(call, 'connectionId') === undefined ? undefined : webSocket(call);
}

function secondVersion(event: unknown, call: unknown): HttpRequest {
  const [, route] = /^\S+ (\/.*)$/.exec(textAt(event, 'routeKey') ?? '') ?? [];
  return {
    method: textAt(call, 'http', 'method'),
    path: textAt(event, 'rawPath'),
    query: textAt(event, 'rawQueryString') ?? '',
    route,
    clientAddress: textAt(call, 'http', 'sourceIp'),
    host: textAt(call, 'domainName'),
    protocol: textAt(call, 'http', 'protocol'),
  };
}

function firstVersion(event: unknown, call: unknown): HttpRequest {
  // A load balancer hands over parameters as they were sent, a gateway decodes them.
  const isEncoded = at(call, 'elb') !== undefined;
  return {
    method: textAt(event, 'httpMethod'),
    path: textAt(event, 'path'),
    query: queryOf(event, isEncoded),
    route: textAt(event, 'resource'),
    clientAddress: textAt(call, 'identity', 'sourceIp'),
    host: textAt(call, 'domainName'),
    protocol: textAt(call, 'protocol'),
  };
}

function webSocket(call: unknown): HttpRequest {
  return {
    method: undefined,
    path: undefined,
    query: '',
    route: textAt(call, 'routeKey'),
    clientAddress: textAt(call, 'identity', 'sourceIp'),
    host: textAt(call, 'domainName'),
    protocol: undefined,
  };
}

function queryOf(event: unknown, isEncoded: boolean): string {
  const lists = entriesAt(event, 'multiValueQueryStringParameters').flatMap(([name, values]) =>
    listAt(values).map(value => [name, String(value)] as const),
  );
  const single = entriesAt(event, 'queryStringParameters').map(
    ([name, value]) => [name, String(value)] as const,
  );
  const encode = isEncoded ? String : encodeURIComponent;
  return (lists.length > 0 ? lists : single)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join('&');
}

/** Headers by their names in lower case; the last value counts where there are several. */
export function headersOf(event: unknown): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, values] of entriesAt(event, 'multiValueHeaders'))
    for (const value of listAt(values)) headers[name.toLowerCase()] = String(value);
  for (const [name, value] of entriesAt(event, 'headers')) headers[name.toLowerCase()] = String(value);
  return headers;
}

function withoutXRay({ [X_RAY_HEADER]: _xRay, ...others }: Record<string, string>): Record<string, string> {
  return others;
}
