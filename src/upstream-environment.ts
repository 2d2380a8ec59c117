/**
 * Stands in, by the bundler's alias, for `@opentelemetry/core`'s reading of the environment: upstream code gets every
 * setting as an option from agent.ts, resolved once from the table, whatever its source.
 */
export const getStringFromEnv = (_name: string): string | undefined => undefined;
export const getNumberFromEnv = (_name: string): number | undefined => undefined;
export const getBooleanFromEnv = (_name: string): boolean => false;
export const getStringListFromEnv = (_name: string): string[] | undefined => undefined;
