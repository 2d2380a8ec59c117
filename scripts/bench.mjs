import { parseArgs } from 'node:util';
import { AGENTS } from '../bench/agents.mjs';
import { measureAll } from '../bench/run/bench.mjs';
import { markdownTable } from '../bench/run/table.mjs';
import { SCENARIOS } from '../bench/scenarios/index.mjs';
import { setup } from './setup.mjs';

/* `npm run bench`: measures the agent beside bare Node, the floor and its peers. See docs/benchmarks.md. */
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    agents: { type: 'string' },
    runs: { type: 'string' },
  },
});
await setup();
const only = values.only?.split(',') ?? Object.keys(SCENARIOS);
const results = await measureAll({
  only,
  agents: values.agents?.split(',') ?? Object.keys(AGENTS),
  runs: values.runs === undefined ? undefined : Number(values.runs),
  onProgress: line => console.error(line),
});
for (const name of only) console.log(markdownTable(SCENARIOS[name], results[name]));
