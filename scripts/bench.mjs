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
    smoke: { type: 'boolean' },
  },
});
await setup();
if (values.smoke) await smoke();
else await bench();

async function bench() {
  const only = values.only?.split(',') ?? Object.keys(SCENARIOS);
  const results = await measureAll({
    only,
    agents: values.agents?.split(',') ?? Object.keys(AGENTS),
    runs: values.runs === undefined ? undefined : Number(values.runs),
    onProgress: line => console.error(line),
  });
  for (const name of only) console.log(markdownTable(SCENARIOS[name], results[name]));
}

/**
 * A minute's run for CI: does the harness run, and does the agent keep its counts? No milliseconds: the machine's speed
 * is nobody's fault. The margins are wide; they catch a doubling, not a drift.
 */
async function smoke() {
  const { hello } = await measureAll({
    only: ['hello'],
    agents: ['bare', 'otel-agent'],
    runs: 1,
    shorter: 4,
    onProgress: line => console.error(line),
  });
  const { bare, 'otel-agent': agent } = hello;
  const checks = [
    ['spans per request', agent.spansPerRequest.median, 1.8, 2.2],
    ['CPU per request over bare', agent.cpuUs.median / bare.cpuUs.median, 0, 6],
    ['heap after GC over bare, MB', agent.heapMb.median - bare.heapMb.median, -5, 15],
  ];
  for (const [name, value, low, high] of checks) {
    const isKept = value >= low && value <= high;
    console.log(`${isKept ? 'ok' : 'NOT OK'}  ${name}: ${value.toFixed(2)} (${low} to ${high})`);
    if (!isKept) process.exitCode = 1;
  }
}
