import type { Loader } from './code-cache';
import { isWorker } from './guard/is-worker';
import { debug } from './guard/say';
import { keepCode, removeCode } from './keep-code';
import { type CodeFile, NO_CODE } from './kept-code';

/** Ways to keep compiled code for the next process; undefined where that has no use. */
export interface SaveCode {
  /** Soon after the start, where there was no code. */
  readonly soon: (() => void) | undefined;
  /** Once the process has worked for a while: what its requests needed is compiled by then. No code is read afterwards. */
  readonly later: () => void;
}

/** Loaded with the first batch: by then the process has worked. */
const SENT = 'transports.js';

/** Judges the code that this process was started with, right after the start: a bad file is removed. */
export function saveCode(loader: Loader, env: NodeJS.ProcessEnv): SaveCode {
  const { file, read, scripts } = loader;
  const isComplete = !loader.isAnyCompiled;
  if (file !== undefined && read !== undefined && !isComplete)
    remove(file, typeof read === 'object' ? 'is rejected by V8' : read, env);
  // Save in the main thread only: all threads come with this code.
  const mayKeep = file !== undefined && !isWorker();
  const later = () => {
    const { code } = loader;
    const isWarm = scripts.has(SENT) || code.isWarm;
    // Only where files outlive a process: a container that is always fresh would write in vain.
    if (mayKeep && isComplete && (loader.isAnyCompiled || isWarm !== code.isWarm))
      keepCode(file, scripts, { parts: code.parts, isWarm });
    loader.code = NO_CODE;
    scripts.clear();
  };
  const soon = mayKeep && !isComplete ? () => keepCode(file, scripts, NO_CODE) : undefined;
  return { soon, later };
}

/** Removes a bad file and says so, once: the next start finds no file, or a new one. */
function remove(file: CodeFile, reason: string, env: NodeJS.ProcessEnv): void {
  const outcome = removeCode(file);
  if (outcome !== undefined)
    debug(env, `the code cache ${file.path} ${reason}: it ${outcome}, the agent is compiled anew`);
}
