/*
 * dist/start-guarded.js: the only file, beside the entry, that is loaded before the guard has let the process through.
 */
import { loadAgent } from './code-cache';
import { type Entry, guard } from './guard/guard';

/** Starts the agent in this thread if the guard lets it. */
export function startGuarded(entry: Entry): void {
  guard(entry, {
    start(env, script) {
      const { exports, saveCode } = loadAgent<typeof import('../start')>(__dirname, env);
      exports.start(env, script, saveCode);
    },
    describe(env, script, decision) {
      const { describeAndEnd }: typeof import('../print-config') = require('./print-config.js');
      describeAndEnd(env, script, decision);
    },
  });
}
