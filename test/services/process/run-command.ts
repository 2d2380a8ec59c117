import { spawn } from 'node:child_process';

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly timeoutMs?: number;
}

const SHOWN_LINES = 30;

/** Runs a command to its end and resolves with its standard output; rejects with the end of all its output. */
export function runCommand(command: readonly string[], options: CommandOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const [program, ...args] = command;
    const child = spawn(program!, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeoutMs,
    });
    let all = '';
    let standard = '';
    child.stdout.on('data', (text: Buffer) => {
      standard += text;
      all += text;
    });
    child.stderr.on('data', (text: Buffer) => {
      all += text;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve(standard);
      else reject(new Error(`${command.join(' ')}: ended with ${signal ?? code}\n${lastLines(all)}`));
    });
  });
}

/** The last lines of a program's output, for an error message. */
export function lastLines(output: string): string {
  const lines = output.trimEnd().split('\n').slice(-SHOWN_LINES);
  return lines.map(line => `  | ${line}`).join('\n');
}
