import { existsSync } from 'node:fs';
import path from 'node:path';
import { CATALOGUE } from '../../src/agent/instrument/catalogue/catalogue';
import generated from '../../src/agent/instrument/catalogue/targets.generated.json';
import { HOSTS, SUITES } from './hosts';

/* Every library of the catalogue is run by a suite, or has its reason here. */

const TARGETS: Readonly<Record<string, readonly { readonly module: string }[]>> = generated;

/** Built-ins, and packages that come with another one, by the suite that runs them. */
const RUN_BY: Readonly<Record<string, string>> = {
  http: 'http2',
  https: 'undici',
  dns: 'net, dns and fs',
  'dns/promises': 'net, dns and fs',
  net: 'net, dns and fs',
  fs: 'net, dns and fs',
  'fs/promises': 'net, dns and fs',
  'node:sqlite': 'sqlite',
  trouter: 'polka',
  'pg-pool': 'pg',
  '@redis/client': 'redis',
  '@graphql-tools/executor': 'graphql-yoga',
  '@smithy/core': 'aws-sdk',
  '@nats-io/nats-core': 'nats',
  '@confluentinc/kafka-javascript': 'confluent-kafka',
};

/** Libraries without a suite, and why not. */
const WITHOUT: Readonly<Record<string, string>> = {
  '@node-redis/client': 'the name of `@redis/client` before its first stable release',
  '@aws-sdk/middleware-stack': 'of releases before 2024: `@smithy/core` has it in those that are run',
  '@smithy/middleware-stack': 'of releases before 2025: `@smithy/core` has it in those that are run',
  '@aws-sdk/smithy-client': 'of releases before 2024: `@smithy/core` has it in those that are run',
  '@smithy/smithy-client': 'of releases before 2025: `@smithy/core` has it in those that are run',
  'runtime-node': 'touches no library: it reads metrics of the process',
  'host-metrics': 'touches no library: it reads metrics of the machine',
};

const isSuite = (name: string) =>
  SUITES.some(suite => suite.name === name) || HOSTS.some(host => host.name === name);
const packages = new Set([
  ...HOSTS.map(({ name }) => name),
  ...SUITES.flatMap(({ name, suite, packages: given }) => [suite ?? name, ...Object.keys(given ?? {})]),
]);
const isRun = (module: string) => packages.has(module) || isSuite(RUN_BY[module] ?? '');

const libraries = CATALOGUE.flatMap(({ name, modules = [] }) => {
  const targets = (TARGETS[name] ?? []).map(({ module }) => module);
  const all = [...new Set([...targets, ...modules])];
  return (all.length === 0 ? [name] : all).map(module => ({ name, module }));
});

test.each(libraries)('$name: $module has a suite', ({ module }) => {
  expect(isRun(module) || module in WITHOUT).toBe(true);
});

test('reasons and substitutes are of libraries that have no suite by their own name', () => {
  const modules = libraries.map(({ module }) => module);
  for (const module of [...Object.keys(RUN_BY), ...Object.keys(WITHOUT)]) {
    expect(modules).toContain(module);
    expect(packages).not.toContain(module);
  }
  for (const module of Object.keys(WITHOUT)) expect(isRun(module)).toBe(false);
});

test.each(SUITES)('$name has a folder of tests', ({ name, suite = name }) => {
  expect(existsSync(path.join(__dirname, 'suites', suite === 'net, dns and fs' ? 'node' : suite))).toBe(true);
});
