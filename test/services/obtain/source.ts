import type { Requirement, ServiceName } from '../servers/service';

/** Origin of a server: a server that runs already, programs on this machine, or a container. */
export type Source =
  | { readonly way: 'address'; readonly url: string }
  | { readonly way: 'programs'; readonly programs: Readonly<Record<string, string>> }
  | { readonly way: 'compose' };

/** Result of a way: a source, or the reason why not. It has no entry for services that the way does not know. */
export type Yield = ReadonlyMap<ServiceName, Source | string>;

/** Prints one line for the person who waits. */
export type Log = (line: string) => void;

/** Way to come by servers. */
export interface Way {
  /** Gets as many of the missing ones as it can, at once, so that it can batch. */
  ask(missing: readonly Requirement[], log: Log): Yield | Promise<Yield>;
  /** Says within seconds why it cannot have some; '' for services unknown to it. A way without this works in a minute. */
  refuse?(missing: readonly Requirement[]): Promise<ReadonlyMap<ServiceName, string>>;
}

/** Asks the same of each requirement. */
export function forEach<Answer>(
  missing: readonly Requirement[],
  ask: (requirement: Requirement) => Answer,
): Map<ServiceName, Answer> {
  return new Map(missing.map(requirement => [requirement.name, ask(requirement)]));
}
