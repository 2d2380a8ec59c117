import { appFile } from '../run/app-file.mjs';
import { runScript } from '../run/child.mjs';

/** Age and CPU time of a process when the first line of its script runs. @returns {import('./index.mjs').Scenario} */
export function startup(title, runs) {
  return {
    title,
    runs,
    metrics: [
      { key: 'wallMs', unit: 'ms', title: 'until the first line', isAdded: true },
      { key: 'cpuMs', unit: 'ms', title: 'CPU until the first line', isAdded: true },
    ],
    /** Whatever an agent keeps on disk for later starts is there, as on a machine where the service has run before. */
    async prepare({ node, agent, backend }) {
      await runScript(appFile('stay.cjs'), { node, args: agent.args, env: agent.env(backend.ports) });
    },
    async measure({ node, agent, backend }) {
      const { output } = await runScript(appFile('startup.cjs'), {
        node,
        args: agent.args,
        env: agent.env(backend.ports),
      });
      return JSON.parse(output);
    },
  };
}
