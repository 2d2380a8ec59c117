import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { PEERS } from './install.mjs';

const file = new URL('results/latest.json', import.meta.url);

/**
 * The results that the documents are made from: when, on what, and every sample.
 * `measured` has the day and the machine of each scenario, and the load average at the end of its last round.
 * @typedef {{ date: string, machine: string, measured?: Record<string, { date: string, machine?: string, load?: number }>, node: string, peers: Record<string, string>, scenarios: import('./run/bench.mjs').Results }} Saved
 */

/** @returns {Saved} */
export function readResults() {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Keeps the measurements; scenarios that were not measured this time stay as they were. @param {import('./run/bench.mjs').Results} scenarios */
export function saveResults(scenarios) {
  const earlier = existsSync(file) ? readResults() : { scenarios: {} };
  const date = new Date().toISOString().slice(0, 10);
  const load = Number(os.loadavg()[0].toFixed(1));
  const machine = `${os.availableParallelism()} cores (${os.cpus()[0]?.model ?? os.arch()}), ${os.platform()} ${os.arch()}`;
  const saved = {
    date,
    machine,
    node: PEERS.node,
    peers: Object.fromEntries(
      Object.entries(PEERS.peers).map(([name, packages]) => [name, Object.entries(packages)[0].join(' ')]),
    ),
    measured: {
      ...whenMeasured(earlier),
      ...Object.fromEntries(Object.keys(scenarios).map(name => [name, { date, machine, load }])),
    },
    scenarios: { ...earlier.scenarios, ...rounded(scenarios) },
  };
  mkdirSync(new URL('.', file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(saved, null, 1)}\n`);
}

function whenMeasured({ date, machine, measured = {}, scenarios }) {
  return Object.fromEntries(Object.keys(scenarios).map(name => [name, { date, machine, ...measured[name] }]));
}

/** Five digits; more would be noise. */
function rounded(value) {
  if (typeof value === 'number') return Number(value.toPrecision(5));
  if (Array.isArray(value)) return value.map(rounded);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rounded(inner)]));
}
