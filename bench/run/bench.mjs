import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { prepareAgent } from '../agents.mjs';
import { installNode } from '../install.mjs';
import { SCENARIOS } from '../scenarios/index.mjs';
import { appFile } from './app-file.mjs';
import { startBackend } from './backend.mjs';
import { runScript } from './child.mjs';

/**
 * @typedef {Record<string, number | null>[]} Rounds one sample a round; null stands for a round that failed
 * @typedef {Record<string, Record<string, Rounds>>} Results scenario > agent > rounds
 */

/**
 * Measures scenarios in rounds: each round is one process of every agent in each scenario, so that what else the machine
 * does falls on all of them alike, and an agent can be compared with bare Node of the same round. Ends after
 * `minutes`, but never before the first round is whole. `settleMs` is waited for spans that are still on their way.
 * @param {{ only: string[], agents: string[], runs?: number, minutes?: number, shorter?: number, settleMs?: number, scenarios?: typeof SCENARIOS, onProgress: (line: string) => void, onRound?: (soFar: Results) => void }} options
 * @returns {Promise<Results>}
 */
export async function measureAll({
  only,
  agents: names,
  runs,
  minutes = Infinity,
  shorter,
  settleMs = 0,
  scenarios = SCENARIOS,
  onProgress,
  onRound = () => {},
}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'otel-agent-bench-'));
  const node = installNode();
  let backend = await startBackend(node);
  const endsMs = performance.now() + minutes * 60_000;
  try {
    const agents = names.map(name => prepareAgent(name, folder));
    const plan = only.map(name => plannedScenario(name, scenarios, agents, runs));
    const started = new Set(plan.flatMap(({ scenario, chosen }) => (scenario.isStart ? chosen : [])));
    await Promise.all([...started].map(agent => warmCaches({ node, backend, agent })));
    for (const { scenario, chosen } of plan)
      if (scenario.prepare !== undefined)
        await Promise.all(chosen.map(agent => scenario.prepare({ node, backend, folder, agent })));
    for (let round = 0; plan.some(({ rounds }) => round < rounds); round++)
      for (const planned of plan) {
        if (round >= planned.rounds || (round > 0 && performance.now() > endsMs)) continue;
        onProgress(`${planned.name}, round ${round + 1} of ${planned.rounds}: ${planned.scenario.title}`);
        const context = { node, backend, folder, shorter, settleMs };
        const isWhole = await measureRound(planned, round, context, onProgress);
        // A failed sample must not spoil the next ones.
        if (!isWhole) {
          await backend.stop();
          backend = await startBackend(node);
        }
        onRound({ [planned.name]: planned.results });
      }
    return Object.fromEntries(plan.map(({ name, results }) => [name, results]));
  } finally {
    await backend.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Fills the files that agents keep for later starts, as on a machine where the service has run before. */
async function warmCaches({ node, backend, agent }) {
  await runScript(appFile('stay.cjs'), { node, args: agent.args, env: agent.env(backend.ports) });
}

function plannedScenario(name, scenarios, agents, runs) {
  const scenario = scenarios[name];
  if (scenario === undefined)
    throw new Error(`bench: no scenario "${name}" (--only takes ${Object.keys(scenarios).join(', ')})`);
  const chosen = agents.filter(
    agent => scenario.agents === undefined || agent.groups.includes(scenario.agents),
  );
  const results = Object.fromEntries(chosen.map(agent => [agent.name, []]));
  return { name, scenario, chosen, rounds: runs ?? scenario.runs, results };
}

/** Each round begins with another agent. Gives whether all of them could be measured. */
async function measureRound({ scenario, chosen, results }, round, context, onProgress) {
  const first = round % chosen.length;
  for (const agent of [...chosen.slice(first), ...chosen.slice(0, first)]) {
    // Keep the other agents' measurements when a peer fails.
    const sample = await scenario.measure({ ...context, agent }).catch(error => {
      onProgress(`  ${agent.name} FAILED: ${error.message}`);
      return null;
    });
    results[agent.name].push(sample);
    if (sample !== null) onProgress(`  ${agent.name} ${describe(scenario, sample)}`);
  }
  return chosen.every(agent => results[agent.name][round] !== null);
}

function describe({ metrics }, sample) {
  return metrics.map(({ key, unit, title }) => `${title} ${sample[key].toPrecision(3)} ${unit}`).join(', ');
}
