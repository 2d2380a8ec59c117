import type { Requirement } from '../servers/service';
import { buildGoProgram, findGo, type GoProgram } from './build-go-program';
import { installDebianPackages, whyNoDebianPackages } from './install-debian-packages';
import { findPrograms } from './on-this-machine';
import type { Log, Source, Way, Yield } from './source';
import { withProgress } from './with-progress';

/** Debian packages, all in one call, and meanwhile programs from Go modules: one loads while another compiles. */
export const installed: Way = async (missing, log) => {
  const fromDebian = missing.filter(({ debianPackages }) => debianPackages);
  const fromGo = missing.filter(({ goProgram }) => goProgram);
  const yields = await Promise.all([install(fromDebian, log), build(fromGo, log)]);
  return new Map(yields.flatMap(part => [...part]));
};

async function install(requirements: readonly Requirement[], log: Log): Promise<Yield> {
  if (requirements.length === 0) return new Map();
  const packages = requirements.flatMap(({ debianPackages }) => debianPackages ?? []);
  let refusal = whyNoDebianPackages();
  if (!refusal) {
    const task = () => installDebianPackages(packages);
    refusal = await withProgress(`installing ${packages.join(' ')}`, log, task).then(
      () => undefined,
      messageOf,
    );
  }
  return new Map(
    requirements.map(requirement => [
      requirement.name,
      refusal
        ? `Debian packages ${requirement.debianPackages?.join(' ')}: ${refusal}`
        : findPrograms(requirement),
    ]),
  );
}

async function build(requirements: readonly Requirement[], log: Log): Promise<Yield> {
  const outcomes = requirements.map(async ({ name, goProgram }) => {
    const source = await buildOne(goProgram!, log).catch(error => `Go modules: ${messageOf(error)}`);
    return [name, source] as const;
  });
  return new Map(await Promise.all(outcomes));
}

async function buildOne(program: GoProgram, log: Log): Promise<Source> {
  if (!findGo()) throw new Error('there is no Go on this machine');
  const what = `building ${program.name} from Go modules (minutes, the first time)`;
  const file = await withProgress(what, log, () => buildGoProgram(program));
  return { way: 'programs', programs: { [program.name]: file } };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
