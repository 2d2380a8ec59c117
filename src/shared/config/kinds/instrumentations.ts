import { didYouMean } from '../../nearest';
import type { Options } from '../setting';
import type { Parse, ParseContext } from './kind';
import { splitList } from './words';

/** Reads a list of instrumentations by short (`pg`) or package name (`@opentelemetry/instrumentation-pg`). */
export const instrumentations: Parse<readonly string[]> = (given, context) => {
  const names = new Set(splitList(given).map(entry => knownName(entry, context)));
  names.delete(undefined);
  return names.size > 0 ? ([...names] as string[]) : undefined;
};

/** Reads `{"http":{"redactedQueryParams":["sig"]}}`: a JSON object of objects by short or package name. */
export const instrumentationOptions: Parse<Readonly<Record<string, Options>>> = (given, context) => {
  const parsed = readObject(given);
  if (parsed === undefined) return context.refuse('is not a JSON object');
  const options: [string, Options][] = [];
  for (const [key, value] of Object.entries(parsed)) {
    const name = knownName(key, context);
    if (name === undefined) continue;
    if (isObject(value)) options.push([name, value]);
    else context.refuse(`has options for "${key}" that are not a JSON object`);
  }
  return Object.fromEntries(options);
};

/**
 * Short name: `pg` of `@opentelemetry/instrumentation-pg`, `fastify` of `@fastify/otel`, `prisma` of
 * `@prisma/instrumentation`.
 */
export function shortName(name: string): string {
  const scoped = /^@([^/]+)\/(?:otel|instrumentation)$/.exec(name);
  return scoped?.[1] ?? name.replace(/^@opentelemetry\/instrumentation-/, '');
}

/** Spelling of a short name inside an environment name: `SOCKET_IO` for `socket.io`. */
export function environmentSpelling(name: string): string {
  return name.toUpperCase().replace(/[^A-Z0-9]/g, '_');
}

function knownName(entry: string, { instrumentationNames, refuse }: ParseContext): string | undefined {
  const name = shortName(entry).toLowerCase();
  if (instrumentationNames === undefined || instrumentationNames.includes(name)) return name;
  return refuse(`names "${entry}", which is not an instrumentation${didYouMean(name, instrumentationNames)}`);
}

function readObject(given: string): Options | undefined {
  try {
    const parsed: unknown = JSON.parse(given);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Options {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
