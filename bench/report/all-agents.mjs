import { absolute, added } from '../run/compare.mjs';
import { number } from '../run/table.mjs';

/**
 * One table of all scenarios: medians of bare Node, and of the addition of each agent; for metrics that are no costs, the
 * medians themselves.
 * @param {{ scenario: import('../scenarios/index.mjs').Scenario, byAgent: Record<string, import('../run/bench.mjs').Rounds> }[]} measured
 */
export function allAgentsTable(measured) {
  const agents = [...new Set(measured.flatMap(({ byAgent }) => Object.keys(byAgent)))];
  return [
    `| | ${agents.map(nameOf).join(' | ')} |`,
    `| --- |${' ---: |'.repeat(agents.length)}`,
    ...measured.flatMap(({ scenario, byAgent }) => linesOf(scenario, byAgent, agents)),
    '',
  ].join('\n');
}

function nameOf(agent) {
  return agent === 'otel-agent' ? '**otel-agent**' : agent;
}

function linesOf({ title, metrics }, byAgent, agents) {
  const rounds = Math.max(...Object.values(byAgent).map(all => all.length));
  const head = `| **${title}**, ${rounds} round${rounds === 1 ? '' : 's'} |${' |'.repeat(agents.length)}`;
  return [head, ...metrics.map(metric => line(metric, byAgent, agents))];
}

function line({ key, unit, title, isAdded }, byAgent, agents) {
  const cells = agents.map(agent => {
    const rounds = byAgent[agent];
    if (rounds === undefined) return '';
    const isAddition = isAdded && byAgent.bare !== undefined && agent !== 'bare';
    const value = isAddition ? added(rounds, byAgent.bare, key) : absolute(rounds, key);
    if (value === undefined || Number.isNaN(value.median)) return '';
    return isAddition && value.median >= 0 ? `+${number(value.median)}` : number(value.median);
  });
  return `| ${title}${unit && ` (${unit})`} | ${cells.join(' | ')} |`;
}
