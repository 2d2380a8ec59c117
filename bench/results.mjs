import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { PEERS } from './install.mjs';

const file = new URL('results/latest.json', import.meta.url);

/**
 * The results that the documents are made from: when, on what, and every sample.
 * @typedef {{ date: string, machine: string, node: string, peers: Record<string, string>, scenarios: import('./run/bench.mjs').Results }} Saved
 */

/** @returns {Saved} */
export function readResults() {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Keeps what was measured; scenarios that were not measured this time stay as they were. @param {import('./run/bench.mjs').Results} scenarios */
export function saveResults(scenarios) {
  const saved = {
    date: new Date().toISOString().slice(0, 10),
    machine: `${os.availableParallelism()} cores, ${os.platform()} ${os.arch()}`,
    node: PEERS.node,
    peers: Object.fromEntries(
      Object.entries(PEERS.peers).map(([name, packages]) => [name, Object.entries(packages)[0].join(' ')]),
    ),
    scenarios: { ...(existsSync(file) ? readResults().scenarios : {}), ...rounded(scenarios) },
  };
  mkdirSync(new URL('.', file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(saved, null, 1)}\n`);
}

/** Five digits; what is beyond them is noise. */
function rounded(value) {
  if (typeof value === 'number') return Number(value.toPrecision(5));
  if (Array.isArray(value)) return value.map(rounded);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, rounded(inner)]));
}
