import type { Check } from '../../check';
import { ok, warn } from '../../check';

/** Does the agent's guard let this process through? */
export const guard: Check = {
  name: 'guard',
  needs: 'app',
  run({ decision: { instrument, reason }, script, unreached, source }) {
    if (unreached !== undefined) return [];
    const what =
      script ??
      (source === 'image' || source === 'folder'
        ? 'an app without a known script'
        : 'a process without a script');
    if (instrument) return ok(`${what} is instrumented: ${reason}`);
    const mend = MENDS.find(([pattern]) => pattern.test(reason))?.[1] ?? ALLOW;
    return warn({
      seen: `${what} is not instrumented: ${reason}`,
      why: 'the agent leaves it alone, so that it makes no spans',
      mend,
    });
  },
};

const ALLOW = "if it is the app, set OTEL_AGENT_PROCESS_ALLOW to a glob of its script, as in '**/server.js'";
const MENDS: readonly (readonly [pattern: RegExp, mend: string])[] = [
  [/OTEL_SDK_DISABLED/, 'unset OTEL_SDK_DISABLED'],
  [/OTEL_AGENT_PROCESS_DENY/, 'take the script out of OTEL_AGENT_PROCESS_DENY'],
  [/is not supported/, 'run the app on Node.js 20 or newer'],
  [/copy of otel-agent/, 'load the agent once'],
  [
    /traces this process already/,
    'load one tracer only: take the other out of NODE_OPTIONS and the command line',
  ],
];
