import { existsSync, statSync } from 'node:fs';
import path from 'node:path';

/** Why a command could not be started, as one sentence, and the exit code that shells use for it: 127 not found, 126 not to be run. */
export function explainStartError(error: unknown, command: string, env: NodeJS.ProcessEnv) {
  const { code, message } = error as NodeJS.ErrnoException;
  const file = findFile(command, env);
  if (file !== undefined && /\.(cmd|bat)$/i.test(file)) {
    return cannotRun(`${file} is a batch file, which needs a shell: otel-agent run -- cmd /c ${command}`);
  }
  if (code === 'ENOENT' && file === undefined)
    return { sentence: `${command}: command not found`, code: 127 };
  if (code === 'ENOENT') return cannotRun(`${file}: the interpreter that its first line names was not found`);
  if (code === 'EACCES' && file !== undefined && statSync(file).isDirectory())
    return cannotRun(`${file} is a folder`);
  if (code === 'EACCES') return cannotRun(`${file ?? command} may not be executed: permission denied`);
  return cannotRun(`${command} cannot be run: ${message}`);
}

function cannotRun(sentence: string) {
  return { sentence, code: 126 };
}

/** The file that the command names, as it would be looked up; on Windows, batch files count too. */
function findFile(command: string, env: NodeJS.ProcessEnv): string | undefined {
  const isPath = command.includes('/') || command.includes(path.sep);
  const folders = isPath ? [''] : (env.PATH ?? env.Path ?? '').split(path.delimiter);
  const endings = process.platform === 'win32' ? ['', '.exe', '.com', '.cmd', '.bat'] : [''];
  const files = folders.flatMap(folder => endings.map(ending => path.join(folder, command) + ending));
  return files.find(file => existsSync(file));
}
