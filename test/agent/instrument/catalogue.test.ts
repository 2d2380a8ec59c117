import { existsSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { BUILTINS } from '../../../src/agent/instrument/catalogue/builtins';
import { CATALOGUE, instrumentationPackage } from '../../../src/agent/instrument/catalogue/catalogue';
import generated from '../../../src/agent/instrument/catalogue/targets.generated.json';

interface Target {
  readonly module: string;
  readonly versions: readonly string[];
  readonly files?: readonly string[];
}

const TARGETS: Readonly<Record<string, readonly Target[]>> = generated;
const MODULES = path.join(__dirname, '..', '..', '..', 'node_modules');
const isBuiltin = (name: string) => name.startsWith('node:') || builtinModules.includes(name);

test('every instrumentation of the metapackage is there, and two that it lacks', () => {
  const file = path.join(MODULES, '@opentelemetry', 'auto-instrumentations-node', 'package.json');
  const { dependencies } = JSON.parse(readFileSync(file, 'utf8'));
  const theirs = Object.keys(dependencies).filter(name => name.startsWith('@opentelemetry/instrumentation-'));
  const ours = CATALOGUE.filter(row => !row.isOwn).map(instrumentationPackage);
  expect(theirs.length).toBeGreaterThan(30);
  expect(ours.filter(name => !theirs.includes(name)).sort()).toEqual([
    '@fastify/otel',
    '@prisma/instrumentation',
  ]);
  expect(theirs.filter(name => !ours.includes(name))).toEqual([]);
  expect(new Set(ours).size).toBe(ours.length);
});

test('the targets have been read for every row', () => {
  expect(Object.keys(TARGETS).sort()).toEqual(CATALOGUE.map(({ name }) => name).sort());
});

test.each(CATALOGUE)('$name is loaded by something', ({ name, trigger, modules = [] }) => {
  expect([...(TARGETS[name] ?? []), ...modules, ...(trigger === undefined ? [] : [trigger])]).not.toEqual([]);
});

test('the built-ins that are watched are those that are targets', () => {
  const modules = Object.values(TARGETS).flatMap(targets => targets.map(({ module }) => module));
  expect([...new Set(modules.filter(isBuiltin))].sort()).toEqual([...BUILTINS].sort());
});

test('target files are relative to their package', () => {
  for (const { module, files = [] } of Object.values(TARGETS).flat()) {
    for (const file of files) {
      expect(file).toMatch(/^[\w@-][\w@./-]*\.[cm]?js$/);
      expect(path.posix.normalize(file)).toBe(file);
      expect(file.startsWith(`${module}/`)).toBe(false);
    }
  }
});

const installed = CATALOGUE.flatMap(({ name }) => {
  const modules = new Set((TARGETS[name] ?? []).map(({ module }) => module));
  return [...modules]
    .filter(module => !isBuiltin(module) && existsSync(path.join(MODULES, module)))
    .map(module => ({ name, module }));
});

test.each(installed)('$name: the files of one line of $module lie where they should', ({ name, module }) => {
  const lines = TARGETS[name]!.filter(target => target.module === module);
  const exists = (file: string) => existsSync(path.join(MODULES, module, file));
  expect(lines.some(({ files = [] }) => files.every(exists))).toBe(true);
});
