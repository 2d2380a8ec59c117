import { readResults } from '../results.mjs';
import { added } from '../run/compare.mjs';
import { markdownTable } from '../run/table.mjs';
import { SCENARIOS } from '../scenarios/index.mjs';
import { soakScenario } from '../scenarios/soak.mjs';
import { budgetTable } from './budgets.mjs';
import { barChart } from './chart.mjs';

/** What is made from bench/results/latest.json: the page and the picture, by their paths in the repository. */
export function benchmarkDocuments() {
  const saved = readResults();
  return [
    { path: 'docs/benchmarks.md', content: page(saved) },
    { path: 'docs/benchmarks.svg', content: barChart(panels(saved.scenarios)) },
  ];
}

function page({ date, machine, node, peers, scenarios }) {
  const measured = Object.keys(SCENARIOS).filter(name => scenarios[name]);
  return [
    '# Benchmarks',
    '',
    '![What agents add to a start and to each request](benchmarks.svg)',
    '',
    INTRODUCTION,
    '',
    `Measured on ${date} with Node ${node} on a machine that did little else (${machine}). Versions: ${Object.values(peers).join(', ')}.`,
    'Compare within one table; absolute values differ from machine to machine. Tables of few rounds say little about small',
    'differences: a budget is judged by the median, and the quartiles tell how sure that is. During the half hour of load other work',
    'ran on the machine.',
    '',
    '### The budgets',
    '',
    budgetTable(scenarios),
    ...measured.map(name => markdownTable(SCENARIOS[name], scenarios[name])),
    ...(scenarios.soak ? [markdownTable(soakScenario(SOAK_MINUTES), scenarios.soak)] : []),
    '## Encoding',
    '',
    '`node bench/micro/encode.mjs` compares the encoder with the official serializer in one process, and',
    '`node bench/micro/receiver.mjs` measures the viewer.',
    '',
  ].join('\n');
}

/** `npm run bench -- --soak 30 --save`. */
const SOAK_MINUTES = 30;

const INTRODUCTION = `<!-- Made from bench/results/latest.json by \`npm run docs\`. -->

\`npm run bench\` installs the peers at exact versions and measures them beside bare Node and a floor: one hand-made server
span with full attributes, async context and OTLP export, the least that is of use. It works in rounds. A round is one
process of each agent in each scenario, so that what else the machine does falls on all alike; "added" is the difference
to the bare process of the same round. CPU time is what to go by: waiting for a busy machine is in the wall times. Every cell has the median and, small, the quartiles. Requests are measured
once V8 has settled, after 30,000 of them (15,000 where one does more) and four seconds; the first 8,000 have a column of their own. All spans are exported to a
sink on the same machine, but for \`otel-agent-1%\` (\`OTEL_TRACES_SAMPLER_ARG=0.01\`). \`otel-agent-lean-off\` is
\`OTEL_AGENT_LEAN=off\`, \`otel-agent-disabled\` is \`OTEL_SDK_DISABLED=true\`. "Over connections in memory" is without the
network's part and its noise: what the server itself does.

newrelic has no licence here, so it gathers and sends nothing. The agents differ in what they record by default;
"OTLP spans per request" tells for those that speak OTLP.`;

const NAMES = {
  floor: 'floor',
  'otel-agent': 'otel-agent',
  'dd-trace': 'dd-trace',
  upstream: 'OTel register',
  edot: 'Elastic EDOT',
  'elastic-apm': 'elastic-apm-node',
  newrelic: 'newrelic',
  sentry: 'Sentry',
};

function panels(scenarios) {
  return [
    panel(scenarios.hello, 'cpuUs', 'us', 'CPU added to a request: Express hello, all spans exported'),
    panel(scenarios['hello-pg'], 'cpuUs', 'us', 'CPU added to a request: Express and one PostgreSQL query'),
    panel(scenarios.startup, 'cpuMs', 'ms', 'CPU added to the start of an empty script'),
  ].filter(({ bars }) => bars.length > 0);
}

function panel(byAgent = {}, key, unit, title) {
  const bars = Object.entries(NAMES).flatMap(([agent, name]) => {
    const value = byAgent[agent] && added(byAgent[agent], byAgent.bare, key)?.median;
    return value === undefined ? [] : [{ name, value, isOurs: agent === 'otel-agent' }];
  });
  return { title, unit, bars: bars.sort((one, other) => one.value - other.value) };
}
