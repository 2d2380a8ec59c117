import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type EmitHooks, hookEmit } from './hook-emit';
import { named } from './named';

/** Internals of `process` that Node looks up anew at each use, and that other tools replace too (signal-exit, tests). */
interface ProcessInternals {
  reallyExit(code?: number): never;
  _kill(pid: number, signal: number): unknown;
}

export interface ProcessHooks extends EmitHooks {
  /** Called before the process sends a signal to itself. */
  ownSignal(signal: number): void;
  /** Called before another program takes the place of this one, by `process.execve`; that may still fail. */
  replacing(): void;
}

/** Sees the end of the process without a single listener. The returned function takes the hooks away again. */
export function hookProcess(hooks: ProcessHooks): () => void {
  const internals = process as unknown as ProcessInternals;
  const { reallyExit, _kill } = internals;
  // `process.exit()` within an `exit` listener comes here at once; the rest of `emit` never runs.
  const reallyExitLast = function (this: unknown, code?: number): never {
    hooks.exiting();
    return reallyExit.call(this, code) as never;
  };
  const killFirst = function (this: unknown, pid: number, signal: number): unknown {
    if (isSelf(pid)) hooks.ownSignal(signal);
    return _kill.call(this, pid, signal);
  };
  const unhookEmit = hookEmit(hooks);
  const replacing = () => hooks.replacing();
  subscribe(EXECVE, replacing);
  internals.reallyExit = named(reallyExitLast, reallyExit);
  internals._kill = named(killFirst, _kill);
  return () => {
    unhookEmit();
    unsubscribe(EXECVE, replacing);
    if (internals.reallyExit === reallyExitLast) internals.reallyExit = reallyExit;
    if (internals._kill === killFirst) internals._kill = _kill;
  };
}

/** Published once the arguments are known to be valid; Node 22.15 and newer. */
const EXECVE = 'process.execve';

/** True if a pid of `kill` is this process or its group: 0 and -pid are groups. */
function isSelf(pid: number): boolean {
  return Number(pid) === process.pid || Number(pid) === 0 || Number(pid) === -process.pid;
}
