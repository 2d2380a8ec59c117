import { generateModules } from '../generate-modules.mjs';
import { appFile } from '../run/app-file.mjs';
import { runScript } from '../run/child.mjs';

/** Cost of a watched module system: time to load an app of many modules that no agent knows. @returns {import('./index.mjs').Scenario} */
export function loadModules(title, { app, count, extension, runs }) {
  return {
    title,
    runs,
    isStart: true,
    agents: 'main',
    metrics: [
      { key: 'loadMs', unit: 'ms', title: 'to load them', isAdded: true },
      { key: 'loadCpuMs', unit: 'ms', title: 'CPU to load them', isAdded: true },
    ],
    async measure({ node, agent, backend }) {
      const env = { ...agent.env(backend.ports), BENCH_MODULES: generateModules({ count, extension }) };
      const { output } = await runScript(appFile(app), { node, args: agent.args, env });
      const { loadMs, loadCpuMs } = JSON.parse(output);
      return { loadMs, loadCpuMs };
    },
  };
}
