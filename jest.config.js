const transform = {
  '^.+\\.ts$': [
    '@swc/jest',
    {
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
      module: { type: 'commonjs', ignoreDynamic: true },
    },
  ],
};
const common = {
  testEnvironment: 'node',
  transform,
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/examples/'],
};
/** The tests in these folders talk to real servers, which are started once for all of them. */
const WITH_SERVERS = ['backends', 'cases', 'collector', 'docker', 'e2e', 'faults', 'kubernetes', 'services'];

/** @type {import('jest').Config} */
module.exports = {
  projects: [
    {
      ...common,
      displayName: 'alone',
      testMatch: ['<rootDir>/test/*.test.ts', `<rootDir>/test/!(${WITH_SERVERS.join('|')})/**/*.test.ts`],
    },
    {
      ...common,
      displayName: 'servers',
      testMatch: WITH_SERVERS.map(folder => `<rootDir>/test/${folder}/**/*.test.ts`),
      globalSetup: '<rootDir>/test/services/global-setup.ts',
      globalTeardown: '<rootDir>/test/services/global-teardown.ts',
    },
  ],
  testTimeout: 60_000,
  // Tests wait for programs a third of their time.
  maxWorkers: 4,
  testSequencer: '<rootDir>/test/longest-first.js',
  reporters: ['default', '<rootDir>/test/slice-reporter.js'],
};
