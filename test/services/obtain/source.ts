import type { Requirement, ServiceName } from '../servers/service';

/** Where a server comes from: one that runs already, programs on this machine, or a container. */
export type Source =
  | { readonly way: 'address'; readonly url: string }
  | { readonly way: 'programs'; readonly programs: Readonly<Record<string, string>> }
  | { readonly way: 'compose' };

/** What one way yields for each requirement: a source, or the reason why not. */
export type Yield = ReadonlyMap<ServiceName, Source | string>;

/** Prints one line for the person who waits. */
export type Log = (line: string) => void;

/** One way to come by servers. It is asked for all that is still missing at once, so that it can batch. */
export type Way = (missing: readonly Requirement[], log: Log) => Yield | Promise<Yield>;

/** Asks the same of each requirement. */
export function forEach(
  missing: readonly Requirement[],
  ask: (requirement: Requirement) => Source | string,
): Map<ServiceName, Source | string> {
  return new Map(missing.map(requirement => [requirement.name, ask(requirement)]));
}
