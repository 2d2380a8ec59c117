import { diag, type TextMapSetter } from '@opentelemetry/api';
import type { UndiciRequest } from './messages';

/** The value of a request's header, or the values; `name` in small letters. */
export function requestHeader({ headers }: UndiciRequest, name: string): unknown {
  return typeof headers === 'string' ? headerOfText(headers, name) : headerOfList(headers, name);
}

/** The last one where there are several, as upstream has it. */
function headerOfList(headers: readonly unknown[], name: string): unknown {
  for (let index = headers.length - (headers.length % 2) - 2; index >= 0; index -= 2)
    if (isNamed(headers[index], name)) return headers[index + 1];
  return undefined;
}

function isNamed(key: unknown, name: string): boolean {
  return typeof key === 'string' && key.length === name.length && key.toLowerCase() === name;
}

function headerOfText(text: string, name: string): string | string[] | undefined {
  const values = text
    .split('\r\n')
    .map(line => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)] as const)
    .filter(([key]) => isNamed(key, name))
    .map(([, value]) => value.trim());
  return values.length > 1 ? values : values[0];
}

/** The values of a response's header; undefined where it has none. */
export function responseHeader(
  headers: readonly (Buffer | string)[],
  name: string,
): readonly string[] | undefined {
  const values: string[] = [];
  for (let index = 0; index < headers.length; index += 2)
    if (isNamed(headers[index]?.toString(), name)) values.push(String(headers[index + 1]));
  return values.length > 0 ? values : undefined;
}

/** Puts headers on a request that is still to be sent. */
export const TO_REQUEST: TextMapSetter<UndiciRequest> = {
  set(request, name, value) {
    try {
      if (typeof request.addHeader === 'function') request.addHeader(name, value);
      else if (typeof request.headers === 'string') request.headers += `${name}: ${value}\r\n`;
      else request.headers.push(name, value);
    } catch (error) {
      diag.debug(`undici: ${name} could not be sent`, error);
    }
  },
};
