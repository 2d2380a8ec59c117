import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/**
 * Reads from the upstream packages themselves what each instrumentation patches. Returns, by short name, the class's
 * export, its targets (`{ module, versions, files }`, files relative to the package's folder), and the scope that it
 * names on its telemetry.
 */
export function readCatalogue(rows, instrumentationPackage) {
  const catalogue = {};
  for (const row of rows) {
    if (row.isOwn) {
      catalogue[row.name] = ownEntry(row);
      continue;
    }
    const exportName = instrumentationClass(instrumentationPackage(row));
    const { instrumentation, parts } = instantiate(require(instrumentationPackage(row))[exportName]);
    const { instrumentationName: name, instrumentationVersion: version } = instrumentation;
    const targets = [...parts.flatMap(part => part.getModuleDefinitions()).map(target), ...ownTargets(row)];
    catalogue[row.name] = { exportName, targets, scope: { name, version } };
  }
  return catalogue;
}

/** A library without an instrumentation of upstream's: versions and scope are ours. */
function ownEntry(row) {
  const { name, modules = [], channels } = row;
  const { version } = require('../../package.json');
  const versions = [`>=${channels?.since.join('.')}`];
  return {
    targets: [...ownTargets(row), ...modules.map(module => ({ module, versions, files: [] }))],
    scope: { name: `otel-agent/${name}`, version },
  };
}

/** Targets of the agent's own piece. */
function ownTargets({ targets = [] }) {
  return targets.map(({ module, versions, files = [] }) => ({ module, versions, files }));
}

function instrumentationClass(packageName) {
  const classes = Object.entries(require(packageName)).filter(
    ([name, value]) => name.endsWith('Instrumentation') && typeof value === 'function',
  );
  if (classes.length === 0) throw new Error(`${packageName} exports no class named …Instrumentation`);
  return classes[0][0];
}

/** Some are made of several inner instrumentations; each of them enables itself, so that is where they are seen. */
function instantiate(Class) {
  const { InstrumentationBase } = require('@opentelemetry/instrumentation');
  const { enable } = InstrumentationBase.prototype;
  const seen = new Set();
  InstrumentationBase.prototype.enable = function () {
    seen.add(this);
  };
  try {
    const instrumentation = new Class({ enabled: true });
    instrumentation.enable();
    return { instrumentation, parts: [...seen] };
  } finally {
    InstrumentationBase.prototype.enable = enable;
  }
}

function target({ name, supportedVersions, files }) {
  return {
    module: name,
    versions: supportedVersions,
    files: files.map(file => file.name.slice(name.length + 1)),
  };
}
