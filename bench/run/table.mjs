import { absolute, added } from './compare.mjs';

const PEERS = ['upstream', 'dd-trace'];

/**
 * Renders a Markdown table for a scenario: medians with quartiles, and for costs what each agent adds to bare Node in the same
 * round, also as a share of what the peers add.
 * @param {import('../scenarios/index.mjs').Scenario} scenario @param {Record<string, import('./bench.mjs').Rounds>} byAgent
 */
export function markdownTable(scenario, byAgent) {
  const columns = scenario.metrics.flatMap(metric => columnsOf(metric, byAgent));
  const rounds = Math.max(...Object.values(byAgent).map(all => all.length));
  return [
    `### ${scenario.title}`,
    '',
    `| ${rounds} round${rounds === 1 ? '' : 's'} | ${columns.map(column => column.title).join(' | ')} |`,
    `| --- |${' ---: |'.repeat(columns.length)}`,
    ...Object.keys(byAgent).map(
      agent => `| ${nameOf(agent)} | ${columns.map(({ cell }) => cell(agent)).join(' | ')} |`,
    ),
    '',
  ].join('\n');
}

function nameOf(agent) {
  return agent === 'otel-agent' ? '**otel-agent**' : agent;
}

function columnsOf({ key, unit, title, isAdded, hasFloor }, byAgent) {
  const columns = [
    { title: `${title}${unit && ` (${unit})`}`, cell: agent => withSpread(absolute(byAgent[agent], key)) },
  ];
  if (!isAdded || !byAgent.bare) return columns;
  const more = agent => (agent === 'bare' ? undefined : added(byAgent[agent], byAgent.bare, key));
  columns.push({ title: 'of bare', cell: agent => timesBare(byAgent[agent], byAgent.bare, key) });
  columns.push({ title: 'added', cell: agent => withSpread(more(agent)) });
  const others = hasFloor ? ['floor', ...PEERS] : PEERS;
  for (const peer of others.filter(name => byAgent[name]))
    columns.push({ title: `of ${peer}'s`, cell: agent => share(more(agent), more(peer)) });
  return columns;
}

function withSpread(value) {
  if (value === undefined) return '';
  const { median, low, high } = value;
  return high - low === 0 ? number(median) : `${number(median)} <sub>${number(low)}…${number(high)}</sub>`;
}

function timesBare(rounds, bare, key) {
  const value = absolute(rounds, key);
  return value === undefined || rounds === bare ? '' : (value.median / absolute(bare, key).median).toFixed(2);
}

function share(value, ofPeer) {
  return value === undefined || ofPeer === undefined ? '' : (value.median / ofPeer.median).toFixed(2);
}

/** Three digits that say something. */
export function number(value) {
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}
