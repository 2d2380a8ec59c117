import type { Environment } from '../../../agent/boot/guard/facts';
import type { Report } from '../../../agent/self-report/report';
import { inspectProcess } from '../../inspector/inspect-process';
import type { Memory, ProcessView } from './subject';

/** Answer of a running process about itself. `env` is in clear. */
interface Told {
  readonly cwd: string;
  readonly script: string | null;
  readonly args: readonly string[];
  readonly execArgv: readonly string[];
  readonly env: Environment;
  readonly version: string;
  /** File of the agent's copy in it. */
  readonly agent: string | null;
  readonly report: Report | null;
  readonly loaded: readonly string[];
  readonly memory: Memory;
}

/** Looks into a running process, through its inspector. Throws an InspectorError if that cannot be had. */
export async function viewProcess(pid: number): Promise<ProcessView> {
  const told = (await inspectProcess(pid, ({ evaluate }) => evaluate(ASK))) as Told;
  const { cwd, script, args, execArgv, env, version, agent, report, loaded, memory } = told;
  return {
    source: 'process',
    pid,
    folder: cwd,
    script: script ?? undefined,
    args,
    execArgv,
    env,
    nodeVersion: version,
    running: { agent: agent ?? undefined, report: report ?? undefined, loaded, memory },
  };
}

/**
 * Runs in the process. The agent's files are in the cache of modules, where src/agent/boot/code-cache.ts leaves them; the
 * key is that of src/agent/boot/guard/first-copy.ts.
 */
const ASK = `(() => {
  const file = globalThis[Symbol.for('otel-agent.copy')];
  const cache = load('module')._cache;
  const path = load('path');
  const agent = file && cache[path.join(path.dirname(file), 'agent.js')];
  return {
    cwd: process.cwd(),
    script: process.argv[1] ?? null,
    args: process.argv.slice(2),
    execArgv: process.execArgv,
    env: { ...load('process').env },
    version: process.versions.node,
    agent: file ?? null,
    report: agent?.exports.report?.() ?? null,
    loaded: Object.keys(cache),
    memory: {
      heapBytes: load('v8').getHeapStatistics().heap_size_limit,
      containerBytes: process.constrainedMemory?.() ?? 0,
    },
  };
})()`;
