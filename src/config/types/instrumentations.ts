import type { ParseContext, SettingType } from '../setting';
import { splitList } from './lists';
import { didYouMean, trueOrFalse } from './plain';

/** Options for each instrumentation by its short name. */
export type InstrumentationOptions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** A list of instrumentations by short (`pg`) or package name (`@opentelemetry/instrumentation-pg`). */
export const instrumentationList: SettingType<readonly string[]> = {
  form: 'list of instrumentations',
  parse(given, context) {
    const names = splitList(given)
      .map(entry => knownName(entry, context))
      .filter(name => name !== undefined);
    return names.length > 0 ? [...new Set(names)] : undefined;
  },
  show: value => value.join(','),
};

/** The values of `OTEL_INSTRUMENTATION_<NAME>_ENABLED`, by short name; each text of it is one boolean. */
export const instrumentationSwitches: SettingType<Readonly<Record<string, boolean>>> = {
  form: trueOrFalse.form,
  parse: () => undefined,
  show: value =>
    Object.entries(value)
      .map(([name, on]) => `${name}=${on}`)
      .join(','),
};

/** `{"http":{"ignoreOutgoingHosts":["x"]}}`: a JSON object of objects. */
export const instrumentationOptions: SettingType<InstrumentationOptions> = {
  form: 'JSON object',
  parse(given, context) {
    const parsed = readObject(given);
    if (parsed === undefined) return context.refuse('is not a JSON object');
    const options: [string, Record<string, unknown>][] = [];
    for (const [key, value] of Object.entries(parsed)) {
      const name = knownName(key, context);
      if (name === undefined) continue;
      if (isObject(value)) options.push([name, value]);
      else context.refuse(`has options for "${key}" that are not a JSON object`);
    }
    return Object.fromEntries(options);
  },
  show: value => JSON.stringify(value),
};

/** `pg` of `@opentelemetry/instrumentation-pg`, `fastify` of `@fastify/otel`, `prisma` of `@prisma/instrumentation`. */
export function shortName(name: string): string {
  const scoped = /^@([^/]+)\/(?:otel|instrumentation)$/.exec(name);
  return scoped?.[1] ?? name.replace(/^@opentelemetry\/instrumentation-/, '');
}

/** How a short name is spelt inside an environment name: `SOCKET_IO` for `socket.io`. */
export function environmentSpelling(name: string): string {
  return name.toUpperCase().replace(/[^A-Z0-9]/g, '_');
}

function knownName(entry: string, { instrumentationNames, refuse }: ParseContext): string | undefined {
  const name = shortName(entry).toLowerCase();
  if (instrumentationNames === undefined || instrumentationNames.includes(name)) return name;
  return refuse(`names "${entry}", which is not an instrumentation${didYouMean(name, instrumentationNames)}`);
}

function readObject(given: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(given);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
