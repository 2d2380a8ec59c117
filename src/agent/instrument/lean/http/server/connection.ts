import type { IncomingHttpHeaders } from 'node:http';
import { makeShared, type SharedAttributes } from '../../../../tracing/shared-attributes';
import { recordOf } from '../../emitters/connection-record';
import type { RequestHead } from './request-head';

type Values = Readonly<Record<string, string | number | undefined>>;

/** Attributes of a connection on every span of its requests, with the headers that they were made for. */
interface Common {
  readonly host: string | undefined;
  readonly userAgent: string | undefined;
  readonly httpVersion: string;
  readonly attributes: SharedAttributes;
}

/**
 * Returns the attributes that a request shares with the others of its connection, made by `make` if need be. Undefined
 * for the first request, since many connections have no second, and for requests that a proxy has forwarded.
 */
export function sharedByConnection(request: RequestHead, make: () => Values): SharedAttributes | undefined {
  const { headers, httpVersion } = request;
  if (isForwarded(headers)) return undefined;
  const record = recordOf(request.socket);
  if (record === undefined) return undefined;
  const { host, 'user-agent': userAgent } = headers;
  const known = record.common as Common | undefined;
  const isSame =
    known !== undefined &&
    known.host === host &&
    known.userAgent === userAgent &&
    known.httpVersion === httpVersion;
  if (isSame) return known.attributes;
  const common: Common = { host, userAgent, httpVersion, attributes: makeShared(make()) };
  record.common = common;
  return common.attributes;
}

function isForwarded(headers: IncomingHttpHeaders): boolean {
  return (
    headers.forwarded !== undefined ||
    headers['x-forwarded-for'] !== undefined ||
    headers['x-forwarded-host'] !== undefined
  );
}
