import type { Requirement, ServiceName } from '../servers/service';
import { givenByEnvironment } from './given-by-environment';
import { inDocker } from './in-docker';
import { installed } from './installed';
import { onThisMachine } from './on-this-machine';
import type { Log, Source, Way } from './source';

/** In the order of preference: what is nearest first. */
const waysInOrder: readonly Way[] = [givenByEnvironment, onThisMachine, installed, inDocker];

/** A source for each requirement; rejects with the name of what could not be had, what was tried, and the switch. */
export async function obtain(
  requirements: readonly Requirement[],
  log: Log,
  ways: readonly Way[] = waysInOrder,
): Promise<Map<ServiceName, Source>> {
  const sources = new Map<ServiceName, Source>();
  const refusals = new Map<ServiceName, string[]>();
  for (const way of ways) {
    const missing = requirements.filter(({ name }) => !sources.has(name));
    if (missing.length === 0) break;
    for (const [name, outcome] of await way(missing, log)) {
      if (typeof outcome !== 'string') sources.set(name, outcome);
      else refusals.set(name, [...(refusals.get(name) ?? []), outcome]);
    }
  }
  const missing = requirements.filter(({ name }) => !sources.has(name));
  if (missing.length > 0) throw new Error(describe(missing, refusals));
  return sources;
}

function describe(missing: readonly Requirement[], refusals: ReadonlyMap<ServiceName, string[]>): string {
  const parts = missing.map(({ name }) => {
    const tried = (refusals.get(name) ?? []).map(reason => `  - ${reason}`);
    return [`The tests need ${name}, and it could not be had:`, ...tried].join('\n');
  });
  const names = missing.map(({ name }) => name).join(',');
  return `${parts.join('\n')}\nTo leave that out knowingly: OTEL_AGENT_TEST_SKIP=${names}`;
}
