/* dist/start-guarded.js: until the guard has let the process through, nothing but this file and the entry is loaded. */
import { loadAgent } from './code-cache';
import { type Entry, guard } from './guard/guard';

/** Starts the agent in this thread if the guard lets it. */
export function startGuarded(entry: Entry): void {
  guard(entry, (env, script) => {
    const { exports, save } = loadAgent<typeof import('./start')>(__dirname, env);
    exports.start(env, script, save);
  });
}
