import { existsSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * Explains in one sentence that a command could not be started, with the exit code of shells: 127 not found, 126 not
 * executable.
 */
export function explainStartError(error: unknown, command: string, env: NodeJS.ProcessEnv) {
  const { code, message } = error as NodeJS.ErrnoException;
  const file = findFile(command, env);
  if (file !== undefined && /\.(cmd|bat)$/i.test(file)) {
    return cannotRun(`${file} is a batch file, which needs a shell: otel-agent run -- cmd /c ${command}`);
  }
  if (code === 'ENOENT' && file === undefined) {
    const mend = existsSync(command) ? byNode(command) : '';
    return { sentence: `${command}: command not found${mend}`, code: 127 };
  }
  if (code === 'ENOENT') return cannotRun(`${file}: the interpreter that its first line names was not found`);
  if (code === 'EACCES' && file !== undefined && statSync(file).isDirectory())
    return cannotRun(`${file} is a folder`);
  if (code === 'EACCES')
    return cannotRun(`${file ?? command} may not be executed: permission denied${byNode(command)}`);
  return cannotRun(`${command} cannot be run: ${message}`);
}

/** Names the command that runs a script which is not a program by itself. */
function byNode(command: string): string {
  return /\.[cm]?[jt]s$/.test(command) ? `; otel-agent run -- node ${command}` : '';
}

function cannotRun(sentence: string) {
  return { sentence, code: 126 };
}

/** Looks up the file that the command names; on Windows, batch files count too. */
function findFile(command: string, env: NodeJS.ProcessEnv): string | undefined {
  const isPath = command.includes('/') || command.includes(path.sep);
  const folders = isPath ? [''] : (env.PATH ?? env.Path ?? '').split(path.delimiter);
  const endings = process.platform === 'win32' ? ['', '.exe', '.com', '.cmd', '.bat'] : [''];
  const files = folders.flatMap(folder => endings.map(ending => path.join(folder, command) + ending));
  return files.find(file => existsSync(file));
}
