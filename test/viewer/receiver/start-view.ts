import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const CLI = path.join(__dirname, '..', '..', '..', 'bin', 'otel-agent.js');

/** A running `otel-agent view`. */
export interface RunningView {
  readonly child: ChildProcess;
  output(): string;
  /** Resolves when the output matches. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  ended(): Promise<number | null>;
}

/** Running view that listens. */
export interface ListeningView extends RunningView {
  readonly httpPort: number;
  readonly grpcPort: number;
  readonly url: string;
}

export function startView(...args: string[]): RunningView {
  const child = spawn(process.execPath, [CLI, 'view', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      for (const listener of listeners) listener();
    });
  }
  const closed = once(child, 'close');
  return {
    child,
    output: () => output,
    says: pattern =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(output);
          if (match !== null) resolve(match);
        };
        listeners.add(look);
        closed.then(() => reject(new Error(`it ended without saying ${pattern}:\n${output}`)));
        look();
      }),
    ended: async () => (await closed)[0],
  };
}

/** Starts one on free ports. */
export async function startListeningView(...args: string[]): Promise<ListeningView> {
  const running = startView('--port', '0', '--grpc-port', '0', ...args);
  const [, grpcPort, httpPort] = await running.says(/gRPC on port (\d+), HTTP on port (\d+)/);
  return {
    ...running,
    ...{ httpPort: Number(httpPort), grpcPort: Number(grpcPort) },
    url: `http://127.0.0.1:${httpPort}`,
  };
}

/** Milliseconds of CPU time that a process has taken so far (Linux; clock ticks are 10 ms). */
export function cpuMsOf({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** The most memory that a process has held so far, in MiB (Linux). */
export function peakMemoryOf({ pid }: ChildProcess): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024;
}
