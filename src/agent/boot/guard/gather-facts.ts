import type { ProcessFacts, ThreadFacts } from './facts';
import { copyAtWork } from './first-copy';
import { isWorker } from './is-worker';
import { tracerAtWork } from './other-tracers';
import { ownEnvironment, withoutPm2Container } from './pm2-environment';
import { realPath } from './real-path';
import type { DescribeTool } from './rules/describe-tool';

/** Gathers the facts for the decision. `script` is the worker's, if it is known by now. */
export function gatherFacts(script: string | undefined, describeTool: DescribeTool): ProcessFacts {
  const env = ownEnvironment();
  const given = script === undefined ? undefined : withoutPm2Container(script, env);
  const real = given === undefined ? undefined : realPath(given);
  const args = process.argv.slice(2);
  return {
    script: real,
    givenScript: real === given ? undefined : given,
    args,
    execArgv: process.execArgv,
    env,
    versions: process.versions,
    thread: threadFacts(),
    tool: describeTool({ script: real, args, env }),
    otherCopy: copyAtWork(),
    // A getter, because it is needed last, and never in a tool.
    get otherTracer() {
      return tracerAtWork();
    },
  };
}

function threadFacts(): ThreadFacts {
  if (!isWorker()) return { kind: 'main' };
  // biome-ignore lint/style/useNodejsImportProtocol: Node 12 does not know the prefix.
  const threads = require('worker_threads') as typeof import('node:worker_threads');
  if (threads.isMainThread) return { kind: 'main' };
  return threads.parentPort === null
    ? { kind: 'loader' }
    : { kind: 'worker', workerData: threads.workerData };
}
