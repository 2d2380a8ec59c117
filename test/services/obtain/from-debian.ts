import type { Requirement } from '../servers/service';
import { downloadModules } from './build-program';
import { installDebianPackages, whyNoDebianPackages } from './install-debian-packages';
import { findPrograms, lackingPrograms } from './on-this-machine';
import type { Log, Way } from './source';
import { forEach } from './source';
import { withProgress } from './with-progress';

/** Debian packages, all in one call, and beside it the downloads of what is built next. */
export const fromDebian: Way = {
  async ask(missing, log) {
    for (const { build } of missing) if (build) void downloadModules(build);
    const wanting = missing.filter(({ debianPackages, ...rest }) => debianPackages && lackingPrograms(rest));
    const refusal = await install(wanting, log);
    return forEach(wanting, requirement => refusal ?? findPrograms(requirement));
  },
};

/** Resolves with the reason when the packages could not be installed. */
async function install(requirements: readonly Requirement[], log: Log): Promise<string | undefined> {
  const packages = [...new Set(requirements.flatMap(({ debianPackages }) => debianPackages ?? []))];
  if (packages.length === 0) return undefined;
  const names = packages.join(' ');
  const refusal = whyNoDebianPackages();
  if (refusal) return `Debian packages ${names}: ${refusal}`;
  const task = () => installDebianPackages(packages, log);
  return withProgress(`installing ${names}`, log, task).then(
    () => undefined,
    error => `Debian packages ${names}: ${(error as Error).message}`,
  );
}
