import { appFile } from '../run/app-file.mjs';
import { runScript } from '../run/child.mjs';

/** A port of loopback at which nobody listens: it is reserved, and only root could. */
const NOBODY = 1;

/** Time from an app's last work to the end of its process, with spans to hand over. @returns {import('./index.mjs').Scenario} */
export function end(title, { isCollectorUp, runs }) {
  return {
    title,
    runs,
    isStart: true,
    metrics: [{ key: 'endMs', unit: 'ms', title: 'from the last work to the exit', isAdded: true }],
    async measure({ node, agent, backend }) {
      const ports = isCollectorUp ? backend.ports : { ...backend.ports, grpcPort: NOBODY, httpPort: NOBODY };
      const options = { node, args: agent.args, env: agent.env(ports) };
      const { output, exitedMs } = await runScript(appFile('end.cjs'), options);
      return { endMs: exitedMs - Number(output) };
    },
  };
}
