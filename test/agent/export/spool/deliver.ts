import { type ProgramRun, runProgram } from '../../lifecycle/run-program';
import type { ScriptedReceiver } from '../scripted-receivers';
import type { Protocol } from './receiver';
import type { SpoolFolder } from './spool-folder';

/** Settings of a program whose spans go to `origin`, and to a spool below `folder` while nobody is there. */
export function environment(
  folder: SpoolFolder,
  origin: string,
  others: Readonly<Record<string, string>> = {},
  protocol: Protocol = 'grpc',
) {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: origin,
    OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'none',
    OTEL_AGENT_BANNER: 'off',
    OTEL_AGENT_SPOOL: folder.base,
    ...others,
  };
}

interface Delivery {
  readonly folder: SpoolFolder;
  readonly receiver: ScriptedReceiver;
  readonly ids: readonly string[];
  /** Number of them that can be delivered; by default all. */
  readonly count?: number;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Runs a program until the receiver has these ids and the program's own span, and nothing is left to deliver on disk: a span
 * that has to leave at the end may stay on disk on a busy machine.
 */
export function deliver({ folder, receiver, ids, count = ids.length, env }: Delivery): Promise<ProgramRun> {
  // The program's own file may stay open until its end, with all that is in it delivered.
  const isLeft = (file: string) => !file.includes('damaged') && !file.endsWith('.open');
  return runProgram({
    script: 'spool/spans.js',
    args: ['1', 'stay'],
    env: { OTEL_BSP_SCHEDULE_DELAY: '50', ...env },
    async onLine(line, child) {
      if (line === 'flushed') child.stdin!.write('exit\n');
      if (line !== 'ended') return;
      // The files are there until the program has read the answer.
      const arrived = () => ids.filter(id => receiver.accepted.has(id)).length;
      const hasOwn = () => [...receiver.accepted.keys()].some(id => !ids.includes(id));
      await until(() => arrived() >= count && hasOwn() && !folder.files().some(isLeft));
      // Batches whose answer the program has not read would stay on disk.
      child.stdin!.write('flush\n');
    },
  });
}

const LIMIT_MS = 20_000;

/** Resolves when `isSo` holds, which is looked at every 20 ms, or after 20 s. */
export async function until(isSo: () => boolean): Promise<void> {
  const endMs = performance.now() + LIMIT_MS;
  while (!isSo() && performance.now() < endMs) await new Promise(resolve => setTimeout(resolve, 20));
}
