import { appFile } from '../run/app-file.mjs';
import { runScript } from '../run/child.mjs';

/**
 * Age and CPU time of a process at the moment that its app names. @returns {import('./index.mjs').Scenario}
 * @param {{ app: string, runs: number, until: string }} options
 */
export function startup(title, { app, runs, until }) {
  return {
    title,
    runs,
    isStart: true,
    metrics: [
      { key: 'wallMs', unit: 'ms', title: until, isAdded: true },
      { key: 'cpuMs', unit: 'ms', title: `CPU ${until}`, isAdded: true },
    ],
    async measure({ node, agent, backend }) {
      const options = { node, args: agent.args, env: agent.env(backend.ports) };
      return JSON.parse((await runScript(appFile(app), options)).output);
    },
  };
}
