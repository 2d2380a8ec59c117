import { forEach, type Way } from './source';

/** Addresses of servers that run already, TEST_POSTGRES_URL and the like, and paths of programs, TEST_OTELCOL. */
export const givenByEnvironment: Way = {
  ask: missing =>
    forEach(missing, ({ name, variable, build }) => {
      const value = process.env[variable];
      if (!value) return `${variable} is not set`;
      if (variable.endsWith('_URL')) return { way: 'address', url: value };
      return { way: 'programs', programs: { [build?.name ?? name]: value } };
    }),
};
