import type { Requirement } from '../servers/service';
import { type Build, buildProgram, findTool } from './build-program';
import { findPrograms, lackingPrograms } from './on-this-machine';
import { forEach, type Log, type Source, type Way } from './source';
import { withProgress } from './with-progress';

/** Programs that are made from the packages of another registry than Debian's. */
export const built: Way = {
  async ask(missing, log) {
    let lastOfGo: Promise<unknown> = Promise.resolve();
    const outcomes = missing.filter(canBeBuilt).map(requirement => {
      const make = () => makeProgram(requirement, log);
      if (requirement.build!.tool !== 'go') return make();
      // The compiler keeps all processors busy: two builds at once would only share them, and their memory add up.
      const outcome = lastOfGo.then(make);
      lastOfGo = outcome;
      return outcome;
    });
    return new Map(await Promise.all(outcomes));
  },
  refuse: async missing =>
    new Map(
      [...forEach(missing, whyNotBuilt)].flatMap(([name, reason]) =>
        reason === undefined ? [] : [[name, reason]],
      ),
    ),
};

const REGISTRIES = { go: 'Go modules', mvn: 'Maven', npm: 'npm packages', pip3: 'Python packages' } as const;

function canBeBuilt(requirement: Requirement): boolean {
  return whyNotBuilt(requirement) === undefined;
}

/** Says why a program cannot be built; '' if no build makes it at all. */
function whyNotBuilt(requirement: Requirement): string | undefined {
  const { build } = requirement;
  if (!build) return '';
  const lacking = lackingPrograms(requirement);
  if (lacking) return lacking;
  return findTool(build.tool)
    ? undefined
    : `${REGISTRIES[build.tool]}: there is no ${build.tool} on this machine`;
}

async function makeProgram(requirement: Requirement, log: Log) {
  return [requirement.name, await make(requirement, requirement.build!, log)] as const;
}

async function make(requirement: Requirement, build: Build, log: Log): Promise<Source | string> {
  const registry = REGISTRIES[build.tool];
  const what = `building ${build.name} from ${registry} (minutes, the first time)`;
  try {
    await withProgress(what, log, () => buildProgram(build));
  } catch (error) {
    return `${registry}: ${(error as Error).message}`;
  }
  return findPrograms(requirement);
}
