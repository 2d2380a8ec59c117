/* dist/start-guarded.js: until the guard has let the process through, nothing but this file is loaded. */
import { loadAgent } from './code-cache';
import { guard } from './guard/guard';

/** Starts the agent in this thread if the guard lets it. `preload`: the entry's file, which stands for this copy. */
export function startGuarded(preload: string, isPreload: boolean): void {
  guard(preload, isPreload, (env, script) => {
    const { exports, save } = loadAgent<typeof import('./start')>(__dirname, env);
    exports.start(env, script, save);
  });
}
