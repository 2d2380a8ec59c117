import { forEach, type Way } from './source';

/** Addresses of servers that run already: TEST_POSTGRES_URL and the like. */
export const givenByEnvironment: Way = missing =>
  forEach(missing, ({ name, variable }) => {
    const value = process.env[variable];
    if (!value) return `${variable} is not set`;
    if (name === 'collector') return { way: 'programs', programs: { otelcol: value } };
    return { way: 'address', url: value };
  });
