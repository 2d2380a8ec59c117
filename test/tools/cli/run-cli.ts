import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';

/** The repository's own command, as npm would install it; it needs `npm run build`. */
export const cli = path.join(__dirname, '..', '..', '..', 'bin', 'otel-agent.js');

/** The preload that the command appends to NODE_OPTIONS. */
export const preload = path.join(__dirname, '..', '..', '..', 'dist', 'preload.js');

/** End of a command line, and all that it wrote. */
export interface CliResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface CliOptions {
  /** Added to a bare environment in which the agent itself stands aside. */
  readonly env?: Record<string, string>;
  readonly cwd?: string;
  /** Program that stands in the place of this Node. */
  readonly node?: string;
  /** Called once with the first output on stdout. */
  readonly onReady?: (child: ChildProcess) => void;
}

/** Runs `otel-agent` with these words to its end. */
export function runCli(words: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const env = { PATH: process.env.PATH, OTEL_SDK_DISABLED: 'true', ...options.env };
  const child = spawn(options.node ?? process.execPath, [cli, ...words], {
    env,
    cwd: options.cwd ?? __dirname,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      const isFirst = stream === 'stdout' && output.stdout === '';
      output[stream] += text;
      if (isFirst) options.onReady?.(child);
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, ...output }));
  });
}
