import { builtinModules } from 'node:module';
import { CATALOGUE } from '../instrument/catalogue/catalogue';
import type { CatalogueRow } from '../instrument/catalogue/row';
import targets from '../instrument/catalogue/targets.generated.json';
import { isTracedThroughAnother } from '../instrument/coverage/coverage-news';
import { earlyPackages } from '../instrument/coverage/early-packages';
import { rowsOf, type Way, wayOfPackage } from '../instrument/coverage/library-way';
import { isSupported, supportedVersions } from '../instrument/coverage/supported-versions';
import type { SeenPackage } from '../instrument/coverage/targets';
import { modulesOf } from '../instrument/modules/watch-list';
import { packageVersion } from '../upstream/package-version';
import type { Report, ReportedLibrary } from './report';
import type { State } from './state';

/** Collects each library of the catalogue that was loaded: version, way, spans, and the first reason why it is not traced. */
export function collectLibraries(state: State): Pick<Report, 'libraries' | 'otherSpans'> {
  const { coverage } = state.instrumentations;
  const seen = [...coverage.packages.values()];
  const folders = new Set(seen.map(({ baseDir }) => baseDir));
  // A package whose first module failed has not been seen.
  for (const [baseDir, { name }] of coverage.failures) {
    if (folders.has(baseDir) || builtinModules.includes(baseDir)) continue;
    folders.add(baseDir);
    seen.push({ name, baseDir, version: undefined, isByChannels: false });
  }
  const early = earlyPackages(coverage.early, targets).filter(({ baseDir }) => !folders.has(baseDir));
  const libraries = [
    ...seen.map(one => describe(one, state)),
    ...early.map(one => ({ ...describe(one, state), way: 'none' as const, reason: TOO_EARLY })),
    ...builtIns(seen, state),
  ];
  const ownScopes = new Set(
    [...state.instrumentations.lazy.loaded.values()].map(one => one.instrumentationName),
  );
  const counted = state.telemetry.counts?.spans;
  const others = [...(counted ?? [])].filter(([scope]) => !ownScopes.has(scope));
  return {
    libraries,
    otherSpans: counted === undefined ? null : others.map(([scope, spans]) => ({ scope, spans })),
  };
}

const TOO_EARLY = 'loaded before the agent: put --require otel-agent before the preload that loads it';

function describe({ name, baseDir, isByChannels }: SeenPackage, state: State): ReportedLibrary {
  const version = packageVersion(baseDir) ?? null;
  const rows = rowsOf(name);
  // Without those of a library that brings it: router is traced through express, and has no spans of its own.
  const used = rows.flatMap(row => inUse(row, isByChannels, state));
  const way = wayOfPackage(name, row => inUse(row, isByChannels && rows.includes(row), state)[0]?.way);
  const { coverage } = state.instrumentations;
  const { failures, packages } = coverage;
  const isKnown =
    isByChannels ||
    version === null ||
    isSupported(targets, name, version) ||
    coverage.isPatched(baseDir) ||
    isTracedThroughAnother(targets, name, packages);
  const reason = isKnown
    ? (failures.get(baseDir)?.reason ?? null)
    : `not supported; supported ${supportedVersions(targets, name)}`;
  return {
    library: name,
    version,
    folder: baseDir,
    way: reason === null ? (way ?? 'none') : 'none',
    spans: used[0]?.spans ?? (state.telemetry.counts === undefined ? null : 0),
    scope: reason === null ? (used[0]?.scope ?? null) : null,
    reason,
  };
}

/** Instrumentations whose library is Node itself, or that need none. */
function builtIns(seen: readonly SeenPackage[], state: State): ReportedLibrary[] {
  const names = new Set(seen.map(({ name }) => name));
  const { failures } = state.instrumentations.coverage;
  return CATALOGUE.filter(row => ![...modulesOf(row)].some(name => names.has(name))).flatMap(row => {
    const failed = [...modulesOf(row)].find(name => failures.has(name));
    const [used] = inUse(row, false, state);
    if (used === undefined && failed === undefined) return [];
    const reason = failed === undefined ? null : failures.get(failed)!.reason;
    const way = reason === null ? used!.way : 'none';
    const spans = used?.spans ?? (state.telemetry.counts === undefined ? null : 0);
    const scope = reason === null ? used!.scope : null;
    return [{ library: row.name, version: null, folder: null, way, spans, scope, reason }];
  });
}

/** Way and spans of a row's instrumentation, if it is loaded. */
function inUse(
  row: CatalogueRow,
  isByChannels: boolean,
  { instrumentations, telemetry }: State,
): readonly (Pick<ReportedLibrary, 'spans' | 'scope'> & { readonly way: Way })[] {
  const { loaded } = instrumentations.lazy;
  const channels = loaded.get(`${row.name}, by channels`);
  const used = (isByChannels ? channels : loaded.get(row.name)) ?? channels;
  if (used === undefined)
    return isByChannels ? [{ way: 'own channels', spans: telemetry.counts ? 0 : null, scope: null }] : [];
  const scope = used.instrumentationName;
  const way: Way = used === channels ? 'own channels' : telemetry.leanScopes.has(scope) ? 'lean' : 'upstream';
  const spans = telemetry.counts === undefined ? null : (telemetry.counts.spans.get(scope) ?? 0);
  return [{ way, spans, scope }];
}
