import Module, { builtinModules } from 'node:module';
import { packageVersion } from '../../upstream/package-version';
import { findBundledPackages } from './bundled-packages';
import { earlyPackages } from './early-packages';
import { isSupported, supportedVersions } from './supported-versions';
import type { CoverageLog, SeenPackage, Targets } from './targets';
import { untracedPackages } from './untraced-packages';

export interface CoverageNewsInput {
  readonly log: CoverageLog;
  readonly targets: Targets;
  /** Packages by folder; grows as the app loads them. */
  readonly packages: ReadonlyMap<string, SeenPackage>;
  /** Packages whose tracing channels are heard, with the name of one, which stands in the code of each version that has it. */
  readonly channels: ReadonlyMap<string, string>;
  /** Tells whether a lean piece has found the parts that it knows in a package of this folder. */
  readonly isPatched: (folder: string) => boolean;
}

export interface CoverageNews {
  packageLoaded(seen: SeenPackage): void;
  whenRunning(facts: { early: readonly string[]; entry: string | undefined }): void;
  /** Ends the search in files that load later. */
  stop(): void;
}

/** Reports each package once: that it is traced (debug), or why it is not and what to do (warn). */
export function coverageNews({
  log,
  targets,
  packages,
  channels,
  isPatched,
}: CoverageNewsInput): CoverageNews {
  const said = new Set<string>();
  const untraced = new Set<string>();
  let isRunning = false;
  let stopSearch: (() => void) | undefined;

  function packageLoaded(seen: SeenPackage): void {
    const version = seen.version ?? packageVersion(seen.baseDir);
    if (version === undefined) return;
    if (seen.isByChannels) {
      sayOnce('debug', `${seen.name} ${version} is traced by its own channels (${seen.baseDir})`);
    } else if (isSupported(targets, seen.name, version)) {
      sayOnce('debug', `${seen.name} ${version} is traced (${seen.baseDir})`);
    } else if (isPatched(seen.baseDir)) {
      sayOnce(
        'debug',
        `${seen.name} ${version} is tried, since it has the parts of ${supportedVersions(targets, seen.name)} (${seen.baseDir})`,
      );
    } else if (isRunning && !isTracedThroughAnother(targets, seen.name, packages)) {
      // Until the process runs, the package that does its work may still follow.
      sayOnce(
        'warn',
        `${seen.name} ${version} found; supported ${supportedVersions(targets, seen.name)}: it is not traced (${seen.baseDir})`,
      );
    }
  }

  function sayOnce(level: 'warn' | 'debug', message: string): void {
    if (said.has(message)) return;
    said.add(message);
    log(level, message);
  }

  /** Names packages that nothing traces, each once: their time is a gap in the spans above. */
  function tellUntraced(): void {
    const files = Object.keys((Module as unknown as { _cache: object })._cache);
    const news = [...untracedPackages(files)].filter(([name]) => !untraced.has(name));
    for (const [name] of news) untraced.add(name);
    const names = news.map(([name, baseDir]) => `${name} ${packageVersion(baseDir) ?? ''}`.trimEnd());
    if (names.length > 0)
      sayOnce(
        'warn',
        `${names.join(', ')} found: not among the libraries that are traced (docs/coverage.md)`,
      );
  }

  return {
    packageLoaded,
    whenRunning({ early, entry }) {
      isRunning = true;
      const tooEarly = earlyPackages(early, targets).map(
        ({ name, baseDir }) => `${name} ${packageVersion(baseDir) ?? ''} (${baseDir})`,
      );
      if (tooEarly.length > 0) {
        sayOnce(
          'warn',
          `loaded before the agent, so code that required it by then is not traced: ${tooEarly.join(', ')}; ` +
            'put --require otel-agent before the preload that loads them',
        );
      }
      for (const seen of packages.values()) packageLoaded(seen);
      const tell = (names: readonly string[], files: readonly string[]) =>
        sayOnce('warn', bundledMessage(names, files));
      const tellHeard = (names: readonly string[]) =>
        sayOnce('debug', `${names.join(', ')} in a bundle: traced by their own channels`);
      stopSearch = findBundledPackages(entry, {
        look: tellUntraced,
        known: () => unseen(targets, packages),
        channels,
        found: tell,
        heard: tellHeard,
      });
    },
    stop() {
      stopSearch?.();
    },
  };
}

function bundledMessage(names: readonly string[], files: readonly string[]): string {
  const isNext = files.some(file => /[\\/]\.next[\\/]/.test(file));
  const mend = isNext
    ? 'wrap next.config with otel-agent/next, or name them in its serverExternalPackages'
    : 'build with the plugin of otel-agent/bundler, or mark them as external when bundling';
  const folder = isNext ? files[0]!.replace(/(.*[\\/]\.next)[\\/].*/, '$1') : files.join(', ');
  return `${names.join(', ')} seem to be bundled into ${folder}, where they cannot be traced (http and fetch are); ${mend}`;
}

/** Packages of the catalogue that the app has not loaded. */
function unseen(targets: Targets, packages: ReadonlyMap<string, SeenPackage>): Set<string> {
  const names = new Set(Object.values(targets).flatMap(row => row.map(({ module }) => module)));
  names.add('fastify'); // Its instrumentation names no targets.
  for (const { name } of packages.values()) names.delete(name);
  for (const name of builtinModules) names.delete(name);
  return names;
}

/** True for a shell around another traced package: `redis` 4 and later wraps `@redis/client`. */
export function isTracedThroughAnother(
  targets: Targets,
  name: string,
  packages: ReadonlyMap<string, SeenPackage>,
): boolean {
  const siblings = Object.values(targets)
    .filter(row => row.some(({ module }) => module === name))
    .flatMap(row => row.map(({ module }) => module));
  return [...packages.values()].some(other => {
    if (other.isByChannels && siblings.includes(other.name)) return true;
    const version =
      other.name !== name &&
      siblings.includes(other.name) &&
      (other.version ?? packageVersion(other.baseDir));
    return Boolean(version) && isSupported(targets, other.name, version as string);
  });
}
