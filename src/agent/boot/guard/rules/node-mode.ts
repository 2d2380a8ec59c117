import type { Decision, ProcessFacts } from '../facts';

/** Leaves modes of Node alone that run no app, or run it in a child that gets the preload too. */
export function nodeModeRule({ execArgv, script, givenScript, thread }: ProcessFacts): Decision | undefined {
  if (thread.kind === 'loader') return no('a loader thread serves Node itself');
  // `node inspect app.js` has the only script whose path is not absolute.
  if (givenScript === undefined && script === 'inspect') return no('node inspect runs the app in a child');
  const flags = withoutCode(execArgv);
  for (const flag of flags) {
    const reason = MODES[flag];
    if (reason !== undefined) return no(`${flag} ${reason}`);
  }
  return undefined;
}

/** Cuts the list at -e or -p: code follows, which must not be taken for a flag. */
function withoutCode(execArgv: readonly string[]): readonly string[] {
  for (let i = 0; i < execArgv.length; i++) if (EVAL.indexOf(execArgv[i]!) >= 0) return execArgv.slice(0, i);
  return execArgv;
}

const EVAL = ['-e', '--eval', '-p', '-pe', '--print'];

const MODES: Readonly<Record<string, string>> = {
  '--test': 'runs tests',
  '--check': 'only checks the syntax',
  '-c': 'only checks the syntax',
  '--prof-process': 'only reads a profile',
  '--build-snapshot': 'builds a snapshot',
};

function no(reason: string): Decision {
  return { instrument: false, reason };
}
