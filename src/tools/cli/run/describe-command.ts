import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { endGroup, REACH_LIMIT_MS } from '../../doctor/view/reach-limit';
import { childEnvironment } from './child-environment';
import { endAs, type ProcessEnd } from './process-end';
import { runChild } from './run-child';

/**
 * Runs a command whose app's own process prints its settings and ends before the app runs. Says so where no process did,
 * or none within some seconds, which end the command; the exit code is 1 then, if the command's is 0.
 */
export async function describeCommand(
  words: readonly [string, ...string[]],
  settings: Readonly<Record<string, string>>,
  format: 'text' | 'json',
): Promise<void> {
  const [command, ...args] = words;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'otel-agent-config-'));
  const mark = path.join(folder, 'printed');
  const own = { OTEL_AGENT_PRINT_CONFIG: format, OTEL_AGENT_PRINT_MARK: mark };
  try {
    const env: NodeJS.ProcessEnv = { ...childEnvironment(settings), ...own };
    let isOver = false;
    const end = await runChild(command, args, env, {
      ms: REACH_LIMIT_MS,
      onOver(child) {
        if (existsSync(mark) || mayNotMark([...args, env.NODE_OPTIONS ?? ''])) return;
        isOver = true;
        endGroup(child);
      },
    });
    if (isOver) {
      process.stderr.write(`otel-agent: ${tooLate(words)}\n`);
      endAs(1);
      return;
    }
    const isMissing = !existsSync(mark) && isUnexplained(end, [...args, env.NODE_OPTIONS ?? '']);
    if (isMissing) process.stderr.write(`otel-agent: ${unreached(words)}\n`);
    endAs(isMissing && end === 0 ? 1 : end);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** False for a command that could not be run, or was interrupted, and for a process that may not write the mark. */
function isUnexplained(end: ProcessEnd, words: readonly string[]): boolean {
  return end !== 126 && end !== 127 && typeof end === 'number' && !mayNotMark(words);
}

function mayNotMark(words: readonly string[]): boolean {
  return words.some(word => /-permission\b/.test(word));
}

function tooLate(words: readonly string[]): string {
  return `within ${REACH_LIMIT_MS / 1000} s no process of this command loaded the preload of NODE_OPTIONS; it was ended; a script that sets NODE_OPTIONS itself replaces it: otel-agent doctor -- ${words.join(' ')} tells more`;
}

function unreached(words: readonly string[]): string {
  return `no Node.js process of this command loaded the agent, so there is nothing to show; otel-agent doctor -- ${words.join(' ')} tells more`;
}
