import { readResults } from '../results.mjs';
import { added } from '../run/compare.mjs';
import { SCENARIOS } from '../scenarios/index.mjs';
import { soakScenario } from '../scenarios/soak.mjs';
import { allAgentsTable } from './all-agents.mjs';
import { budgetTable } from './budgets.mjs';
import { barChart } from './chart.mjs';
import { glanceTable, libraryTable } from './glance.mjs';

/** Documents made from bench/results/latest.json: the page and the picture, by their paths in the repository. */
export function benchmarkDocuments() {
  const saved = readResults();
  return [
    { path: 'docs/benchmarks.md', content: page(saved) },
    { path: 'docs/benchmarks.svg', content: barChart(panels(saved.scenarios)) },
  ];
}

function page({ peers, node, scenarios, ...saved }) {
  const libraries = libraryTable(scenarios);
  return [
    '# Benchmarks',
    '',
    '<!-- Made from bench/results/latest.json by `npm run docs`. -->',
    '',
    measuredOn(saved, node, Object.keys(scenarios)),
    '',
    glanceTable(scenarios),
    NOISE,
    '',
    '![What agents add to a start and to each request](benchmarks.svg)',
    '',
    ...(libraries === undefined ? [] : ['## By library', '', LIBRARIES, '', libraries]),
    '## How it is measured',
    '',
    METHOD,
    '',
    `Versions: ${Object.values(peers).join(', ')}.`,
    '',
    '## Budgets',
    '',
    budgetTable(scenarios),
    '## All scenarios, all agents',
    '',
    'The first column is bare Node; with a `+`, what an agent adds to it; without, the value itself. Quartiles and single',
    'rounds are in [latest.json](../bench/results/latest.json).',
    '',
    allAgentsTable(measuredScenarios(scenarios)),
  ].join('\n');
}

/** Says when and on what; scenarios that were measured on other days, or another machine, than the rest are named. */
function measuredOn({ date, machine, measured = {} }, node, names) {
  const placeOf = name => `${measured[name]?.date ?? date}, on ${measured[name]?.machine ?? machine}`;
  const places = [...new Set(names.map(placeOf))].sort();
  const loads = names.flatMap(name => measured[name]?.load ?? []);
  const where =
    places.length === 1
      ? places[0]
      : places
          .map(place => `${place} (${names.filter(name => placeOf(name) === place).join(', ')})`)
          .join('; ');
  const load = loads.length === 0 ? '' : `; load average ${Math.min(...loads)} to ${Math.max(...loads)}`;
  return `Measured on ${where}${load}, with Node ${node}. Starts and ends are wall time, requests CPU time.`;
}

function measuredScenarios(results) {
  const soak = lastOf(soakScenario(SOAK_MINUTES));
  return Object.entries({ ...SCENARIOS, soak })
    .filter(([name]) => results[name] !== undefined && name !== 'clients' && name !== 'frameworks')
    .map(([name, scenario]) => ({ scenario, byAgent: results[name] }));
}

/** `npm run bench -- --soak 30 --save`. */
const SOAK_MINUTES = 30;

/** The scenario with the last point of each of its two metrics. */
function lastOf({ metrics, ...scenario }) {
  return { ...scenario, metrics: metrics.filter(({ title }) => title.endsWith(`at ${SOAK_MINUTES} min`)) };
}

const NOISE = `± is half the distance between the quartiles of the rounds: what is smaller than that is noise. Compare within a row;
absolute values differ from machine to machine, ratios by less.`;

const LIBRARIES = `CPU of a request to a plain HTTP server that makes one call, or that the framework answers; the span of the request
itself is in each figure. Servers are doubles that answer alike; gRPC and Socket.IO have both sides in the process. Upstream
and dd-trace record resolvers of GraphQL and middleware of Koa and Restify as well; dd-trace has no spans for Nest's controllers and
for events of Socket.IO.`;

const METHOD = `\`npm run bench\` installs the peers at exact versions and measures them beside bare Node and a floor: one hand-made server
span with full attributes, async context and OTLP export, the least that is useful. It works in rounds. A round is a process
of each agent in each scenario, so that other work of the machine falls on all alike; "added" is the difference to the bare
process of that round.

Requests are measured once V8 has settled, after 30,000 of them (15,000 in scenarios that do more, 12,000 for each library) and
four seconds; the first 8,000 are measured by themselves, of processes whose service has run on the machine before: the agent
keeps code that V8 has compiled for requests from its second process on, once that is ten seconds old. All spans are exported to a sink on this machine, except for
\`otel-agent-1%\` (\`OTEL_TRACES_SAMPLER_ARG=0.01\`). \`otel-agent-spool\` is \`OTEL_AGENT_SPOOL=on\`,
\`otel-agent-lean-off\` \`OTEL_AGENT_LEAN=off\`, \`otel-agent-disabled\` is
\`OTEL_SDK_DISABLED=true\`. "Over connections in memory" is the server's own work, without the network's part and its noise.

newrelic has no licence here, so it gathers and sends nothing. The agents record different spans by default: see "OTLP spans
per request" for agents that speak OTLP. \`node bench/micro/encode.mjs\` compares the encoder with the official serializer in one
process, and \`node bench/micro/receiver.mjs\` measures the viewer.`;

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
