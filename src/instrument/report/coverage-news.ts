import { builtinModules } from 'node:module';
import type { CoverageOptions, Targets } from '../coverage';
import { findBundledPackages } from './bundled-packages';
import { earlyPackages } from './early-packages';
import { packageVersion } from './package-version';
import { isSupported, supportedVersions } from './supported-versions';

/** A package of the catalogue that the app has loaded. */
export interface SeenPackage {
  readonly name: string;
  readonly baseDir: string;
}

export interface CoverageNewsInput extends Pick<CoverageOptions, 'log' | 'targets'> {
  /** By folder; grows as the app loads packages. */
  readonly packages: ReadonlyMap<string, SeenPackage>;
}

export interface CoverageNews {
  packageLoaded(seen: SeenPackage): void;
  whenRunning(facts: { early: readonly string[]; entry: string | undefined }): void;
}

/** Says of each package once what became of it: that it is traced (debug), or why it is not and what to do (warn). */
export function coverageNews({ log, targets, packages }: CoverageNewsInput): CoverageNews {
  const said = new Set<string>();
  let isRunning = false;

  function packageLoaded(seen: SeenPackage): void {
    const version = packageVersion(seen.baseDir);
    if (version === undefined) return;
    if (isSupported(targets, seen.name, version)) {
      sayOnce('debug', `${seen.name} ${version} is traced (${seen.baseDir})`);
    } else if (isRunning && !isTracedThroughAnother(targets, seen.name, packages)) {
      // Until the process runs, the package that does its work may still be on its way.
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
          `loaded before the agent, so that what took hold of it by then is not traced: ${tooEarly.join(', ')}; ` +
            'let --require otel-agent come first',
        );
      }
      for (const seen of packages.values()) packageLoaded(seen);
      const tell = (names: readonly string[], files: readonly string[]) =>
        sayOnce('warn', bundledMessage(names, files));
      findBundledPackages(entry, () => unseen(targets, packages), tell);
    },
  };
}

function bundledMessage(names: readonly string[], files: readonly string[]): string {
  const isNext = files.some(file => /[\\/]\.next[\\/]/.test(file));
  const mend = isNext
    ? 'name them in serverExternalPackages of next.config'
    : 'mark them as external when bundling';
  const folder = isNext ? files[0]!.replace(/(.*[\\/]\.next)[\\/].*/, '$1') : files.join(', ');
  return `${names.join(', ')} seem to be bundled into ${folder}, where they cannot be traced (http and fetch are); ${mend}`;
}

/** The packages of the catalogue that the app has not loaded as packages. */
function unseen(targets: Targets, packages: ReadonlyMap<string, SeenPackage>): Set<string> {
  const names = new Set(Object.values(targets).flatMap(row => row.map(({ module }) => module)));
  for (const name of ['fastify', '@prisma/client']) names.add(name); // Traced by what has no targets of its own.
  for (const { name } of packages.values()) names.delete(name);
  for (const name of builtinModules) names.delete(name);
  return names;
}

/** `redis` 4 and later is a shell around `@redis/client`, which the same instrumentation knows. */
function isTracedThroughAnother(
  targets: Targets,
  name: string,
  packages: ReadonlyMap<string, SeenPackage>,
): boolean {
  const siblings = Object.values(targets)
    .filter(row => row.some(({ module }) => module === name))
    .flatMap(row => row.map(({ module }) => module));
  return [...packages.values()].some(other => {
    const version = other.name !== name && siblings.includes(other.name) && packageVersion(other.baseDir);
    return Boolean(version) && isSupported(targets, other.name, version as string);
  });
}
