import type { Requirement, ServiceName } from '../servers/service';
import { built } from './built';
import { fromDebian } from './from-debian';
import { givenByEnvironment } from './given-by-environment';
import { inDocker } from './in-docker';
import { onThisMachine } from './on-this-machine';
import type { Log, Source, Way } from './source';

/** Ways in the order of preference: the nearest first. */
const waysInOrder: readonly Way[] = [givenByEnvironment, onThisMachine, fromDebian, built, inDocker];

/**
 * A source for each requirement; rejects with the name of what could not be had, what was tried, and the switch. What no
 * way can have is found out before one does slow work.
 */
export async function obtain(
  requirements: readonly Requirement[],
  log: Log,
  ways: readonly Way[] = waysInOrder,
): Promise<Map<ServiceName, Source>> {
  const sources = new Map<ServiceName, Source>();
  const refusals: Refusals = new Map();
  const missing = () => requirements.filter(({ name }) => !sources.has(name));
  for (const [index, way] of ways.entries()) {
    if (missing().length === 0) break;
    if (way.refuse) await failIfHopeless(missing(), ways.slice(index), refusals);
    for (const [name, outcome] of await way.ask(missing(), log)) {
      if (typeof outcome !== 'string') sources.set(name, outcome);
      else note(refusals, name, outcome);
    }
  }
  if (missing().length > 0) throw new Error(describe(missing(), refusals));
  return sources;
}

type Refusals = Map<ServiceName, string[]>;

async function failIfHopeless(
  missing: readonly Requirement[],
  ways: readonly Way[],
  refusals: ReadonlyMap<ServiceName, readonly string[]>,
): Promise<void> {
  if (ways.some(way => !way.refuse)) return;
  const answers = await Promise.all(ways.map(way => way.refuse!(missing)));
  const hopeless = missing.filter(({ name }) => answers.every(answer => answer.has(name)));
  if (hopeless.length === 0) return;
  const all: Refusals = new Map([...refusals].map(([name, reasons]) => [name, [...reasons]]));
  for (const answer of answers) for (const [name, reason] of answer) note(all, name, reason);
  throw new Error(describe(hopeless, all));
}

function note(refusals: Refusals, name: ServiceName, reason: string): void {
  const known = refusals.get(name) ?? [];
  if (reason !== '' && !known.includes(reason)) refusals.set(name, [...known, reason]);
}

function describe(missing: readonly Requirement[], refusals: ReadonlyMap<ServiceName, string[]>): string {
  const parts = missing.map(({ name }) => {
    const tried = (refusals.get(name) ?? []).map(reason => `  - ${reason}`);
    return [`The tests need ${name}, and it could not be had:`, ...tried].join('\n');
  });
  const names = missing.map(({ name }) => name).join(',');
  return `${parts.join('\n')}\nTo leave that out knowingly: OTEL_AGENT_TEST_SKIP=${names}`;
}
