/**
 * Replaces, by the bundler's alias, `@opentelemetry/core`'s reading of the environment. Upstream code gets its settings
 * as options, resolved once from the table, whatever their source; the few for which `NodeSDK` has no option are given
 * here, by the name it asks for.
 */
const given = new Map<string, number | boolean>();

/** Gives upstream the value of an environment variable, by its name. */
export function giveUpstream(name: string, value: number | boolean): void {
  given.set(name, value);
}

export const getNumberFromEnv = (name: string): number | undefined => given.get(name) as number | undefined;
export const getBooleanFromEnv = (name: string): boolean => given.get(name) === true;
export const getStringFromEnv = (_name: string): string | undefined => undefined;
export const getStringListFromEnv = (_name: string): string[] | undefined => undefined;
