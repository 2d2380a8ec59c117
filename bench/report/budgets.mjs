import { absolute, added } from '../run/compare.mjs';
import { number } from '../run/table.mjs';
import { CLIENT_PATHS, FRAMEWORK_PATHS } from '../scenarios/libraries.mjs';

/**
 * Limit of the agent's addition to bare Node: at most `most`, and at most these shares of bare Node itself and of what peers add.
 * @typedef {{ what: string, scenario: string, key: string, unit: string, agent?: string, most?: number, shares?: Partial<Record<'bare' | 'upstream' | 'dd-trace', number>> }} Budget
 */

/** Budgets of a call of each library, on top of plain HTTP. */
const CLIENTS = ofLibraries('clients', CLIENT_PATHS, { upstream: 1 / 4, 'dd-trace': 1 / 2 });
const FRAMEWORKS = ofLibraries('frameworks', FRAMEWORK_PATHS, { upstream: 1 / 3, 'dd-trace': 0.6 });

function ofLibraries(scenario, paths, shares) {
  return Object.keys(paths).map(key => ({
    what: `CPU of a request, ${key}`,
    scenario,
    key,
    unit: 'us',
    shares,
  }));
}

/** @type {Budget[]} */
const BUDGETS = [
  {
    what: 'start of an empty script',
    scenario: 'startup',
    key: 'wallMs',
    unit: 'ms',
    most: 15,
    shares: { upstream: 1 / 20, 'dd-trace': 1 / 10 },
  },
  {
    what: 'loading 1,600 CommonJS modules',
    scenario: 'load-commonjs',
    key: 'loadMs',
    unit: 'ms',
    shares: { bare: 0.03 },
  },
  {
    what: 'CPU of a request, Express hello',
    scenario: 'hello',
    key: 'cpuUs',
    unit: 'us',
    most: 25,
    shares: { upstream: 1 / 7, 'dd-trace': 1 / 3 },
  },
  {
    what: 'CPU of a request, Express and one PostgreSQL query',
    scenario: 'hello-pg',
    key: 'cpuUs',
    unit: 'us',
    most: 40,
    shares: { upstream: 1 / 5, 'dd-trace': 2 / 5 },
  },
  {
    what: 'CPU of a request, Express hello, 1% sampled',
    scenario: 'hello',
    agent: 'otel-agent-1%',
    key: 'cpuUs',
    unit: 'us',
    most: 8,
  },
  { what: 'RSS under load, Express hello', scenario: 'hello', key: 'rssMb', unit: 'MB', most: 60 },
  {
    what: 'RSS under load, Express and one PostgreSQL query',
    scenario: 'hello-pg',
    key: 'rssMb',
    unit: 'MB',
    most: 60,
  },
  { what: 'heap after a collection, Express hello', scenario: 'hello', key: 'heapMb', unit: 'MB', most: 4 },
  { what: 'end of a finished script, Collector up', scenario: 'end-up', key: 'endMs', unit: 'ms', most: 20 },
  {
    what: 'end of a finished script, Collector down',
    scenario: 'end-down',
    key: 'endMs',
    unit: 'ms',
    most: 500,
  },
  ...CLIENTS,
  ...FRAMEWORKS,
];

/** The budgets of measured scenarios, as a Markdown table; undefined where none has a budget. @param {import('../run/bench.mjs').Results} results */
export function budgetTable(results) {
  const rows = BUDGETS.flatMap(budget => row(budget, results[budget.scenario]) ?? []);
  if (rows.length === 0) return undefined;
  return ['| added to bare Node | measured | budget | |', '| --- | --- | --- | --- |', ...rows, ''].join(
    '\n',
  );
}

function row({ what, key, unit, agent = 'otel-agent', most, shares = {} }, byAgent) {
  const own = byAgent?.[agent] && added(byAgent[agent], byAgent.bare, key)?.median;
  if (own === undefined) return undefined;
  const parts = [{ measured: own, limit: most, text: value => `${number(value)} ${unit}` }];
  for (const [other, limit] of Object.entries(shares)) {
    const whole = totalOf(other, byAgent, key);
    if (whole !== undefined)
      parts.push({ measured: own / whole, limit, text: value => `${value.toFixed(3)} of ${other}'s` });
  }
  const limited = parts.filter(({ limit }) => limit !== undefined);
  const isKept = limited.every(({ measured, limit }) => measured <= limit);
  return [
    '',
    what,
    parts.map(({ measured, text }) => text(measured)).join('<br>'),
    parts.map(({ limit, text }) => (limit === undefined ? '' : text(limit))).join('<br>'),
    isKept ? 'kept' : '**over**',
    '',
  ]
    .join(' | ')
    .trim();
}

/** Base of a share: bare Node's whole cost, or a peer's addition to it. */
function totalOf(other, byAgent, key) {
  if (byAgent[other] === undefined) return undefined;
  return (other === 'bare' ? absolute(byAgent.bare, key) : added(byAgent[other], byAgent.bare, key))?.median;
}
