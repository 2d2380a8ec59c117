import type { Requirement } from '../servers/service';
import { alreadyBuilt } from './build-program';
import { findProgram } from './find-program';
import { forEach, type Source, type Way } from './source';

/** Programs that are installed, or were built by an earlier run. */
export const onThisMachine: Way = { ask: missing => forEach(missing, findPrograms) };

/** Finds the programs of a server, or names the missing ones. */
export function findPrograms(requirement: Requirement): Source | string {
  const lacking = lackingPrograms(requirement);
  if (lacking) return lacking;
  const { programs = [], folders, build } = requirement;
  const found = programs.map(name => [name, findProgram(name, folders?.())!]);
  if (!build) return { way: 'programs', programs: Object.fromEntries(found) };
  const file = alreadyBuilt(build);
  if (!file) return `no ${build.name} in the cache`;
  return { way: 'programs', programs: { [build.name]: file, ...Object.fromEntries(found) } };
}

/** Names missing programs, those that a build needs among them; undefined if none is missing. */
export function lackingPrograms({ programs = [], folders, build }: Partial<Requirement>): string | undefined {
  const tools = build && !alreadyBuilt(build) && build.tool !== 'go' ? [build.tool] : [];
  const absent = [...programs, ...tools].filter(name => !findProgram(name, folders?.()));
  return absent.length > 0 ? `no ${absent.join(', ')} on this machine` : undefined;
}
