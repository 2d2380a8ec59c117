import { CATALOGUE } from '../../../agent/instrument/catalogue/catalogue';
import { instrumentationSettings } from '../../../agent/instrument/catalogue/instrumentation-settings';
import type { CatalogueRow, FunctionHost } from '../../../agent/instrument/catalogue/row';
import targets from '../../../agent/instrument/catalogue/targets.generated.json';
import { hearsChannels, patchedWay, type WayChoice } from '../../../agent/instrument/catalogue/ways';
import { rowsOf, type Way, wayOfPackage } from '../../../agent/instrument/coverage/library-way';
import { isSupported } from '../../../agent/instrument/coverage/supported-versions';
import { modulesOf } from '../../../agent/instrument/modules/watch-list';
import { isSince } from '../../../agent/upstream/package-version';
import { isInstrumentationAskedFor, isInstrumentationOn, type ResolvedConfig } from '../../../shared/config';
import { findInstalled, type Installed } from './installed';

/** App whose packages are looked at. */
export interface Place {
  readonly config: ResolvedConfig;
  /** Finds the app's copy of a package, if the app has it. */
  find(name: string): Installed | undefined;
}

/**
 * Way in which a copy of a library will be traced. Undefined if its version is not supported; `left out` if the settings
 * leave out the only code for it.
 */
export function expectedWay(name: string, copy: Installed, place: Place): Way | 'left out' | undefined {
  const isKnown = rowsOf(name).some(row => isSupported(targets, ...versioned(patchedPart(row, name, copy))));
  const way = wayOfPackage(name, row => {
    if (modulesOf(row).has(name)) return wayOfRow(row, name, copy, place);
    return isKnown ? wayOfOther(row, copy, place) : undefined;
  });
  return way ?? (isKnown ? 'left out' : undefined);
}

/** Way of a package of the app, or one that a copy brings along, by which the copy is traced as well. */
function wayOfOther(row: CatalogueRow, from: Installed, place: Place): Way | undefined {
  for (const name of modulesOf(row)) {
    const copy = place.find(name) ?? (row.coveredBy && findInstalled(name, from.folder));
    if (copy !== undefined) return wayOfRow(row, name, copy, place);
  }
  return undefined;
}

function wayOfRow(row: CatalogueRow, name: string, copy: Installed, place: Place): Way | undefined {
  if (!isInstrumentationOn(place.config.get, row.name) || isCovered(row, place)) return undefined;
  const choice = choiceOf(row, place);
  const part = patchedPart(row, name, copy);
  if (isLeftToChannels(row, part.copy, choice)) return 'own channels';
  return isSupported(targets, ...versioned(part)) ? patchedWay(row, choice) : undefined;
}

/** A library that is traced by its channels covers another from the version on that has them. */
function isCovered({ coveredBy = [] }: CatalogueRow, place: Place): boolean {
  return coveredBy.some(name => {
    const copy = isInstrumentationOn(place.config.get, name) ? place.find(name) : undefined;
    const row = CATALOGUE.find(one => one.name === name && one.channels !== undefined);
    return copy !== undefined && (row === undefined || isLeftToChannels(row, copy, choiceOf(row, place)));
  });
}

function isLeftToChannels(row: CatalogueRow, { folder }: Installed, choice: WayChoice): boolean {
  return hearsChannels(row, choice) && isSince(folder, row.channels!.since);
}

function choiceOf(row: CatalogueRow, { config }: Place): WayChoice {
  const { get } = config;
  return {
    lean: get('OTEL_AGENT_LEAN'),
    isAskedFor: isInstrumentationAskedFor(get, row.name),
    options: {
      ...row.options?.(instrumentationSettings(config, NO_FUNCTIONS)),
      ...get('OTEL_AGENT_INSTRUMENTATION_OPTIONS')[row.name],
    },
  };
}

/** Nothing is invoked here; only options are compared. */
const NO_FUNCTIONS: FunctionHost = {
  environment: {},
  flush: async () => {},
  flushItems: async () => {},
  ifProcessEnds: () => () => {},
};

interface Part {
  readonly name: string;
  readonly copy: Installed;
}

/** The package that does a library's work, where it is only a shell: `redis` 4 and later wraps `@redis/client`. */
function patchedPart(row: CatalogueRow, name: string, copy: Installed): Part {
  if (isSupported(targets, name, copy.version)) return { name, copy };
  for (const other of modulesOf(row)) {
    const inner = other === name ? undefined : findInstalled(other, copy.folder);
    if (inner !== undefined && isSupported(targets, other, inner.version))
      return { name: other, copy: inner };
  }
  return { name, copy };
}

function versioned({ name, copy }: Part): readonly [name: string, version: string] {
  return [name, copy.version];
}
