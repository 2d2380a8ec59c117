import targets from '../../../../agent/instrument/catalogue/targets.generated.json';
import { earlyPackages } from '../../../../agent/instrument/coverage/early-packages';
import { rowsOf, type Way } from '../../../../agent/instrument/coverage/library-way';
import { supportedVersions } from '../../../../agent/instrument/coverage/supported-versions';
import { packageVersion } from '../../../../agent/upstream/package-version';
import { isInstrumentationOn } from '../../../../shared/config';
import type { Check, Finding } from '../../check';
import { ok, warn } from '../../check';
import { expectedWay, type Place } from '../../packages/expected-way';
import { findInstalled, type Installed } from '../../packages/installed';
import type { Subject } from '../../view/subject';

/** Tells the way in which each library of the app is traced. */
export const libraries: Check = {
  name: 'libraries',
  needs: 'app',
  run({ manifest, folder, config, running }) {
    if (running !== undefined) return judgeLoaded(running, config);
    if (manifest === undefined)
      return warn({
        seen: `no package.json in ${folder} or above`,
        why: 'the libraries of the app are not known',
        mend: "run otel-agent doctor in the app's folder, or name its script",
      });
    const { dependencies } = manifest;
    const known = dependencies.filter(name => rowsOf(name).length > 0);
    if (known.length === 0) return ok('no dependency is in the catalogue; http and fetch are traced');
    const find = (name: string) =>
      dependencies.includes(name) ? findInstalled(name, manifest.folder) : undefined;
    return known.map(name => judge(name, { config, find }));
  },
};

/** Judges the copies that a running process has loaded; ES modules are in no list that can be read. */
function judgeLoaded(
  { loaded }: NonNullable<Subject['running']>,
  config: Subject['config'],
): Finding | Finding[] {
  const packages = earlyPackages(loaded, targets);
  if (packages.length === 0)
    return ok('no CommonJS package of the catalogue is loaded; http and fetch can be traced');
  const copyAt = (folder: string) => ({ folder, version: packageVersion(folder) ?? '0' });
  const find = (name: string) => {
    const loadedOne = packages.find(one => one.name === name);
    return loadedOne && copyAt(loadedOne.baseDir);
  };
  return packages.map(({ name, baseDir }) => judgeCopy(name, copyAt(baseDir), { config, find }));
}

function judge(name: string, place: Place): Finding {
  const copy = place.find(name);
  if (copy === undefined)
    return warn({
      about: name,
      seen: 'is in package.json and not in node_modules',
      why: 'its version, and so its way, are not known',
      mend: 'npm install',
    });
  return judgeCopy(name, copy, place);
}

function judgeCopy(name: string, copy: Installed, place: Place): Finding {
  const { get } = place.config;
  const [row, ...others] = rowsOf(name);
  if (![row!, ...others].some(one => isInstrumentationOn(get, one.name)))
    return warn({
      about: name,
      seen: `${copy.version}: its instrumentation is off`,
      why: 'it makes no spans',
      mend: `set OTEL_INSTRUMENTATION_${row!.name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_ENABLED=true`,
    });
  const way = expectedWay(name, copy, place);
  if (way !== undefined && way !== 'left out') return ok(`${copy.version}, ${WAYS[way]}`, name);
  const why = 'it makes no spans; requests of and to it over http do';
  if (way === undefined)
    return warn({
      about: name,
      seen: `${copy.version} is not supported; supported ${supportedVersions(targets, name)}`,
      why,
      mend: `install a supported version of ${name}, or a newer otel-agent`,
    });
  return warn({
    about: name,
    seen: `${copy.version}: the agent's own piece is all there is for it, and is left out`,
    why,
    mend: get('OTEL_AGENT_LEAN')
      ? `take ${row!.name} out of OTEL_AGENT_INSTRUMENTATION_OPTIONS: its options are not known`
      : 'unset OTEL_AGENT_LEAN',
  });
}

const WAYS: Readonly<Record<Way, string>> = {
  'own channels': 'traced by its own channels',
  lean: "traced by the agent's own piece",
  upstream: "traced by OpenTelemetry's instrumentation",
};
