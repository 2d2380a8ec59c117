import { logToStderr } from './obtain/log-to-stderr';
import { obtain } from './obtain/obtain';
import type { Log, Source } from './obtain/source';
import type { ServiceName } from './servers/service';
import { leftOut, requirements } from './services';

export interface Preparation {
  /** Source of each service; services that were left out are not in it. */
  readonly sources: ReadonlyMap<ServiceName, Source>;
  /** Services that OTEL_AGENT_TEST_SKIP left out. */
  readonly leftOut: readonly ServiceName[];
}

/**
 * Puts the services of the tests on this machine: finds them, else installs or builds them, which takes minutes the
 * first time and a moment afterwards. Rejects with the name of a missing service and the switch that leaves it out.
 */
export async function prepareServices({ log = logToStderr }: { log?: Log } = {}): Promise<Preparation> {
  const without = leftOut();
  const wanted = requirements.filter(({ name }) => !without.includes(name));
  const sources = await obtain(wanted, log);
  for (const [name, source] of sources) log(`${name}: ${describe(source)}`);
  if (without.length > 0) log(leftOutLine(without));
  return { sources, leftOut: without };
}

/** The line that a run has to end with when something was left out. */
export function leftOutLine(names: readonly ServiceName[]): string {
  return `LEFT OUT of this run (OTEL_AGENT_TEST_SKIP): ${names.join(', ')}`;
}

function describe(source: Source): string {
  if (source.way === 'address') return 'the address that the environment gives';
  if (source.way === 'compose') return 'Docker compose';
  return Object.values(source.programs)[0]!;
}
