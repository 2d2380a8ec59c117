import path from 'node:path';
import { loadChunk } from '../../../agent/boot/chunks';
import { decide } from '../../../agent/boot/guard/decide';
import type { Decision } from '../../../agent/boot/guard/facts';
import { realPath } from '../../../agent/boot/guard/real-path';
import { describeTool } from '../../../agent/boot/guard/rules/describe-tool';
import { withProxies } from '../../../shared/config/derived/proxies';
import { nearestManifest } from '../packages/manifest';
import { receiversOf } from '../receivers/receivers';
import { nodeWordsOf } from './node-words';
import type { ProcessView, Subject } from './subject';

/** Adds to a view of a process what follows from it: settings, decision, receivers, package. */
export function completeView(
  view: ProcessView,
  flags: Readonly<Record<string, string>>,
  agentFolder: string,
): Subject {
  const { env, folder, script, root } = view;
  const { resolve } = loadChunk<typeof import('../../../agent/print-config')>('print-config');
  const config = withProxies(resolve({ env, flags }), env);
  return {
    ...view,
    agentFolder,
    config,
    decision: view.decision ?? judge({ ...view, env: { ...env, ...flags } }),
    manifest: nearestManifest(script === undefined ? folder : path.dirname(script), root),
    nodeWords: nodeWordsOf(view),
    receivers: receiversOf(config),
  };
}

/** Asks the guard's rules, as they would be asked in the process. */
function judge({ script, args, execArgv, env, nodeVersion }: ProcessView): Decision {
  const real = script === undefined ? undefined : realPath(script);
  return decide({
    script: real,
    givenScript: real === script ? undefined : script,
    args,
    execArgv,
    env,
    versions: { node: nodeVersion ?? process.versions.node },
    thread: { kind: 'main' },
    tool: describeTool({ script: real, args, env }),
    otherCopy: undefined,
    otherTracer: undefined,
  });
}
