import { parseArgs } from 'node:util';
import { agentsIn } from '../bench/agents.mjs';
import { budgetTable } from '../bench/report/budgets.mjs';
import { saveResults } from '../bench/results.mjs';
import { measureAll } from '../bench/run/bench.mjs';
import { markdownTable } from '../bench/run/table.mjs';
import { SCENARIOS } from '../bench/scenarios/index.mjs';
import { soakScenario } from '../bench/scenarios/soak.mjs';
import { smoke } from '../bench/smoke.mjs';
import { setup } from './setup.mjs';

/* `npm run bench`: measures the agent beside bare Node, the floor and its peers. CONTRIBUTING.md has the flags. */
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    agents: { type: 'string' },
    runs: { type: 'string' },
    minutes: { type: 'string', default: '15' },
    soak: { type: 'string' },
    save: { type: 'boolean' },
    smoke: { type: 'boolean' },
  },
});
await setup();
if (values.smoke) await smoke();
else await bench();

async function bench() {
  const isSoak = values.soak !== undefined;
  const scenarios = isSoak ? { soak: soakScenario(Number(values.soak)) } : SCENARIOS;
  const agents =
    values.agents?.split(',') ?? (isSoak ? ['bare', 'otel-agent', 'upstream'] : agentsIn('usual'));
  const measure = names =>
    measureAll({
      scenarios,
      only: values.only?.split(',') ?? Object.keys(scenarios),
      agents: names,
      runs: values.runs === undefined ? undefined : Number(values.runs),
      minutes: isSoak ? Infinity : Number(values.minutes),
      onProgress: line => console.error(line),
      // After each round, so that a run that is broken off keeps its rounds.
      onRound: values.save && !isSoak ? saveResults : undefined,
    });
  // Half an hour each, at a load that leaves the machine idle: all of them at once.
  const results = isSoak
    ? joined(await Promise.all(agents.map(name => measure([name]))))
    : await measure(agents);
  if (values.save && isSoak) saveResults(results);
  for (const [name, byAgent] of Object.entries(results)) console.log(markdownTable(scenarios[name], byAgent));
  const budgets = budgetTable(results);
  if (budgets !== undefined) console.log(`### The budgets\n\n${budgets}`);
}

/** Results of one scenario that was measured agent by agent. */
function joined(all) {
  return { soak: Object.assign({}, ...all.map(({ soak }) => soak)) };
}
