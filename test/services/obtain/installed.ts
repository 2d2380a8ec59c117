import type { Requirement } from '../servers/service';
import { buildProgram } from './build-program';
import { installDebianPackages, whyNoDebianPackages } from './install-debian-packages';
import { findPrograms, lackingPrograms } from './on-this-machine';
import type { Log, Source, Way } from './source';
import { withProgress } from './with-progress';

/** Debian packages, all in one call, and meanwhile what is made from other registries' packages where it needs none. */
export const installed: Way = async (missing, log) => {
  const wanting = missing.filter(({ debianPackages, ...rest }) => debianPackages && lackingPrograms(rest));
  const refusal = install(
    wanting.flatMap(({ debianPackages }) => debianPackages ?? []),
    log,
  );
  const outcomes = missing.map(async requirement => {
    const unmet = wanting.includes(requirement) ? await refusal : undefined;
    return [requirement.name, unmet ?? (await make(requirement, log))] as const;
  });
  return new Map(await Promise.all(outcomes));
};

/** Resolves with the reason when the packages could not be installed. */
async function install(packages: readonly string[], log: Log): Promise<string | undefined> {
  if (packages.length === 0) return undefined;
  const names = [...new Set(packages)].join(' ');
  const refusal = whyNoDebianPackages();
  if (refusal) return `Debian packages ${names}: ${refusal}`;
  const task = () => installDebianPackages(names.split(' '));
  return withProgress(`installing ${names}`, log, task).then(
    () => undefined,
    error => `Debian packages ${names}: ${messageOf(error)}`,
  );
}

const registries = { go: 'Go modules', mvn: 'Maven', pip3: 'Python packages' } as const;

async function make(requirement: Requirement, log: Log): Promise<Source | string> {
  const { build } = requirement;
  if (build) {
    const registry = registries[build.tool];
    const what = `building ${build.name} from ${registry} (minutes, the first time)`;
    try {
      await withProgress(what, log, () => buildProgram(build));
    } catch (error) {
      return `${registry}: ${messageOf(error)}`;
    }
  }
  return findPrograms(requirement);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
