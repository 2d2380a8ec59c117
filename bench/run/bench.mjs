import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { prepareAgent } from '../agents.mjs';
import { installNode } from '../install.mjs';
import { SCENARIOS } from '../scenarios/index.mjs';
import { startBackend } from './backend.mjs';
import { summary } from './statistics.mjs';

/**
 * Measures scenarios with agents in turns, so that what else the machine does meanwhile falls on all of them alike.
 * @param {{ only: string[], agents: string[], runs?: number, shorter?: number, onProgress: (line: string) => void }} options
 * @returns {Promise<Record<string, Record<string, Record<string, ReturnType<typeof summary>>>>>} scenario > agent > metric
 */
export async function measureAll({ only, agents: names, runs, shorter, onProgress }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'otel-agent-bench-'));
  const node = installNode();
  const backend = await startBackend(node);
  try {
    const agents = names.map(name => prepareAgent(name, folder));
    const results = {};
    for (const name of only) {
      const context = { node, backend, shorter };
      onProgress(`${name}: ${SCENARIOS[name].title}`);
      results[name] = await measureScenario(SCENARIOS[name], agents, { context, runs, onProgress });
    }
    return results;
  } finally {
    await backend.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureScenario(scenario, agents, { context, runs = scenario.runs, onProgress }) {
  const samples = new Map(agents.map(agent => [agent, []]));
  await Promise.all(agents.map(agent => scenario.prepare?.({ ...context, agent })));
  for (let run = 0; run < runs; run++) {
    for (const agent of rotated(agents, run)) {
      const sample = await scenario.measure({ ...context, agent });
      samples.get(agent).push(sample);
      onProgress(`  ${run + 1}/${runs} ${agent.name} ${describe(scenario, sample)}`);
    }
  }
  const rows = agents.map(agent => [agent.name, summaries(samples.get(agent))]);
  return Object.fromEntries(rows);
}

/** Each turn begins with another agent. */
function rotated(agents, by) {
  const first = by % agents.length;
  return [...agents.slice(first), ...agents.slice(0, first)];
}

function summaries(samples) {
  const keys = Object.keys(samples[0]);
  return Object.fromEntries(keys.map(key => [key, summary(samples.map(sample => sample[key]))]));
}

function describe({ metrics }, sample) {
  return metrics.map(({ key, unit, title }) => `${title} ${sample[key].toPrecision(3)} ${unit}`).join(', ');
}
