import { loadChunk } from '../boot/chunks';
import { isWorker } from '../boot/guard/is-worker';
import type { Counts } from '../self-report/counts';
import type { Report } from '../self-report/report';
import type { State } from '../self-report/state';
import type { Settings } from './read-settings';

let state: State | undefined;

/** Keeps the parts of the running agent, for reports. */
export function keepState(parts: State): void {
  state = parts;
}

/** Reports on this process; `otel-agent doctor --pid` calls it from outside. Undefined before the agent has started. */
export function report(): Report | undefined {
  return state && chunk().collectReport(state);
}

/** OTEL_AGENT_REPORT: counts what only a report needs. Undefined where none is asked for; the main thread reports on all. */
export function createCounts({ get, log }: Settings): Counts | undefined {
  const place = get('OTEL_AGENT_REPORT');
  if (place === false || isWorker()) return undefined;
  return chunk().createCounts(get, () => chunk().writeReport(place, report(), log));
}

function chunk() {
  return loadChunk<typeof import('../print-config')>('print-config');
}
