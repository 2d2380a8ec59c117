import { appFile } from '../run/app-file.mjs';
import { runScript } from '../run/child.mjs';

/** CPU of a process for each worker thread, from its start to its end. @returns {import('./index.mjs').Scenario} */
export function workers(title, { runs }) {
  return {
    title,
    runs,
    isStart: true,
    agents: 'main',
    metrics: [{ key: 'workerCpuMs', unit: 'ms', title: 'CPU for a worker', isAdded: true }],
    async measure({ node, agent, backend }) {
      const { output } = await runScript(appFile('workers.cjs'), {
        node,
        args: agent.args,
        env: agent.env(backend.ports),
      });
      const { workerCpuMs } = JSON.parse(output);
      return { workerCpuMs };
    },
  };
}
