import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { SharedAttributes } from '../../../tracing/shared-attributes';
import { recordOf } from '../emitters/connection-record';

type Values = Readonly<Record<string, string | number | undefined>>;

/** What is said about a connection on every span of its requests, and for which headers it was put together. */
interface Common {
  readonly host: string | undefined;
  readonly userAgent: string | undefined;
  readonly httpVersion: string;
  readonly attributes: SharedAttributes;
}

/**
 * The attributes that a request shares with the others of its connection, as `make` gives them for this one. Undefined
 * for the first request, since many connections have no second one, and for what a proxy has forwarded.
 */
export function sharedByConnection(
  request: IncomingMessage,
  make: () => Values,
): SharedAttributes | undefined {
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
  const common: Common = { host, userAgent, httpVersion, attributes: new SharedAttributes(make()) };
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
