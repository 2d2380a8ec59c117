import { absolute, added } from '../run/compare.mjs';
import { number } from '../run/table.mjs';

/**
 * Row of the first table: a metric, and how a reader calls it.
 * @typedef {{ what: string, scenario: string, key: string, unit: string, agent?: string }} Row
 */

/** @type {Row[]} */
const ROWS = [
  { what: 'start of an empty script', scenario: 'startup', key: 'wallMs', unit: 'ms' },
  { what: 'start of an Express + pg + ioredis app', scenario: 'listen', key: 'wallMs', unit: 'ms' },
  { what: "a function's first answer", scenario: 'function', key: 'wallMs', unit: 'ms' },
  {
    what: 'each of the first 8,000 requests, Express',
    scenario: 'cold-hello',
    key: 'first8000Us',
    unit: 'us',
  },
  { what: 'a request once warm, Express', scenario: 'hello', key: 'cpuUs', unit: 'us' },
  { what: 'a request, Express + 1 PostgreSQL query', scenario: 'hello-pg', key: 'cpuUs', unit: 'us' },
  { what: 'a request with 3 PostgreSQL queries', scenario: 'json', key: 'cpuUs', unit: 'us' },
  {
    what: 'a request, Express, 1% sampled',
    scenario: 'hello',
    key: 'cpuUs',
    unit: 'us',
    agent: 'otel-agent-1%',
  },
  { what: 'memory (RSS) under load, Express', scenario: 'hello', key: 'rssMb', unit: 'MB' },
  { what: 'end of a finished script', scenario: 'end-up', key: 'endMs', unit: 'ms' },
];

/** Scenarios with a library a metric. */
const LIBRARIES = ['clients', 'frameworks'];

/** Ten rows that a reader takes in at once, as a Markdown table. @param {import('../run/bench.mjs').Results} results */
export function glanceTable(results) {
  return table('what', ROWS, results);
}

/** A row a library; undefined if none was measured. @param {import('../run/bench.mjs').Results} results */
export function libraryTable(results) {
  const rows = LIBRARIES.filter(scenario => results[scenario] !== undefined).flatMap(scenario => {
    const sample = results[scenario].bare?.find(round => round !== null) ?? {};
    return Object.keys(sample).map(key => ({ what: key, scenario, key, unit: 'us' }));
  });
  return rows.length === 0 ? undefined : table('a request by', rows, results);
}

function table(head, rows, results) {
  return [
    `| ${head} | bare Node | otel-agent adds | of upstream's | of dd-trace's |`,
    '| --- | ---: | ---: | ---: | ---: |',
    ...rows.flatMap(row => line(row, results[row.scenario]) ?? []),
    '',
  ].join('\n');
}

function line({ what, key, unit, agent = 'otel-agent' }, byAgent) {
  const own = byAgent?.[agent] && added(byAgent[agent], byAgent.bare, key);
  if (own === undefined) return undefined;
  const share = peer => ratio(own, byAgent[peer] && added(byAgent[peer], byAgent.bare, key));
  const bare = absolute(byAgent.bare, key).median;
  const cells = [`${number(bare)} ${unit}`, `**${number(own.median)}** ± ${number(noiseOf(own))} ${unit}`];
  return `| ${[what, ...cells, share('upstream'), share('dd-trace')].join(' | ')} |`;
}

/** Half the distance between the quartiles of the rounds. */
function noiseOf({ low, high }) {
  return (high - low) / 2;
}

/** Tells nothing where the peer's own addition is within its noise. */
function ratio(own, peer) {
  if (peer === undefined) return '';
  return peer.median <= noiseOf(peer) ? 'noise' : (own.median / peer.median).toFixed(2);
}
