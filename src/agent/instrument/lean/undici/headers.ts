import type { TextMapGetter, TextMapSetter } from '@opentelemetry/api';
import { ownDiag } from '../../../../shared/log';
import { isTraceHeader } from '../outgoing/trace-headers';
import type { UndiciRequest } from './messages';

/** Returns the value or values of a request's header, the first of repeated ones in a list; `name` in small letters. */
export function requestHeader({ headers }: UndiciRequest, name: string): unknown {
  return typeof headers === 'string' ? headerOfText(headers, name) : headerOfList(headers, name);
}

function headerOfList(headers: readonly unknown[], name: string): unknown {
  for (let index = 0; index < headers.length - 1; index += 2)
    if (isNamed(headers[index], name)) return headers[index + 1];
  return undefined;
}

function isNamed(key: unknown, name: string): boolean {
  return typeof key === 'string' && key.length === name.length && key.toLowerCase() === name;
}

function headerOfText(text: string, name: string): string | string[] | undefined {
  const values = text
    .split('\r\n')
    .filter(line => isNamed(nameOf(line), name))
    .map(line => line.slice(line.indexOf(':') + 1).trim());
  return values.length > 1 ? values : values[0];
}

function nameOf(line: string): string {
  return line.slice(0, line.indexOf(':'));
}

/** Returns the values of a response's header; undefined without any. */
export function responseHeader(
  headers: readonly (Buffer | string)[],
  name: string,
): readonly string[] | undefined {
  const values: string[] = [];
  for (let index = 0; index < headers.length; index += 2)
    if (isNamed(headers[index]?.toString(), name)) values.push(String(headers[index + 1]));
  return values.length > 0 ? values : undefined;
}

/** Tells whether the app has given the request trace headers, its own or copied. */
export function hasTraceHeaders({ headers }: UndiciRequest): boolean {
  if (typeof headers === 'string') return headers.split('\r\n').some(line => isTraceHeader(nameOf(line)));
  for (let index = 0; index < headers.length; index += 2)
    if (typeof headers[index] === 'string' && isTraceHeader(headers[index] as string)) return true;
  return false;
}

/** Reads the context that a request carries already. */
export const FROM_REQUEST: TextMapGetter<UndiciRequest> = {
  get: (request, name) => requestHeader(request, name.toLowerCase()) as string | string[] | undefined,
  keys: ({ headers }) =>
    typeof headers === 'string'
      ? headers.split('\r\n').map(nameOf)
      : headers.filter((_, index) => index % 2 === 0).map(String),
};

/** Puts headers on a request that is still to be sent. */
export const TO_REQUEST: TextMapSetter<UndiciRequest> = {
  set(request, name, value) {
    try {
      if (typeof request.addHeader === 'function') request.addHeader(name, value);
      else if (typeof request.headers === 'string') request.headers += `${name}: ${value}\r\n`;
      else request.headers.push(name, value);
    } catch (error) {
      ownDiag.warn(`undici: ${name} could not be sent`, error);
    }
  },
};

/** Puts headers on a request with headers of the app's own, which give way; valid for a single injection. */
export function insteadOfOwn(): TextMapSetter<UndiciRequest> {
  let hasTrace = true;
  return {
    set(request, name, value) {
      if (hasTrace && isTraceHeader(name)) {
        hasTrace = false;
        remove(request, isTraceHeader);
      } else remove(request, own => isNamed(own, name));
      TO_REQUEST.set(request, name, value);
    },
  };
}

function remove(request: UndiciRequest, isOut: (name: string) => boolean): void {
  const { headers } = request;
  if (typeof headers === 'string') {
    request.headers = headers
      .split('\r\n')
      .filter(line => !isOut(nameOf(line)))
      .join('\r\n');
    return;
  }
  for (let index = headers.length - (headers.length % 2) - 2; index >= 0; index -= 2)
    if (isOut(String(headers[index]))) headers.splice(index, 2);
}
