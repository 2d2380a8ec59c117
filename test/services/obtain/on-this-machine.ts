import type { Requirement } from '../servers/service';
import { builtGoProgram } from './build-go-program';
import { findProgram } from './find-program';
import { forEach, type Source, type Way } from './source';

/** Programs that are installed, or were built by an earlier run. */
export const onThisMachine: Way = missing => forEach(missing, findPrograms);

/** The programs of one server, or which of them are missing. */
export function findPrograms({ programs, folders, goProgram }: Requirement): Source | string {
  if (goProgram) {
    const file = builtGoProgram(goProgram);
    return file
      ? { way: 'programs', programs: { [goProgram.name]: file } }
      : `no ${goProgram.name} in the cache`;
  }
  const found = (programs ?? []).map(name => [name, findProgram(name, folders?.())] as const);
  const absent = found.filter(([, file]) => !file).map(([name]) => name);
  if (absent.length > 0) return `no ${absent.join(', ')} on this machine`;
  return { way: 'programs', programs: Object.fromEntries(found) as Record<string, string> };
}
