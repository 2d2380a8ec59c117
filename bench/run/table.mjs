/** One Markdown table for a scenario: medians, and for costs what each agent adds, as ratios to the peers. */
export function markdownTable(scenario, byAgent) {
  const columns = scenario.metrics.flatMap(metric => columnsOf(metric, byAgent));
  const lines = [
    `| | ${columns.map(column => column.title).join(' | ')} |`,
    `| --- |${' ---: |'.repeat(columns.length)}`,
    ...Object.keys(byAgent).map(
      agent => `| ${agent} | ${columns.map(column => column.cell(agent)).join(' | ')} |`,
    ),
  ];
  return `### ${scenario.title}\n\n${lines.join('\n')}\n`;
}

function columnsOf({ key, unit, title, isAdded }, byAgent) {
  const value = agent => byAgent[agent]?.[key];
  const columns = [
    {
      title: `${title}${unit && ` (${unit})`}`,
      cell: agent =>
        `${number(value(agent).median)} <sub>${number(value(agent).min)}–${number(value(agent).max)}</sub>`,
    },
  ];
  if (!isAdded || !byAgent.bare) return columns;
  const added = agent => value(agent).median - value('bare').median;
  columns.push({ title: 'added', cell: agent => (agent === 'bare' ? '' : number(added(agent))) });
  for (const peer of ['upstream', 'dd-trace']) {
    if (value(peer) === undefined) continue;
    columns.push({
      title: `of ${peer}'s`,
      cell: agent => (agent === 'bare' ? '' : (added(agent) / added(peer)).toFixed(2)),
    });
  }
  return columns;
}

function number(value) {
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}
