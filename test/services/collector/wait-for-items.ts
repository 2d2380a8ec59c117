import { setTimeout as delay } from 'node:timers/promises';

import type { Wanted } from './start-collector';
import type { TelemetryFile } from './telemetry-file';

const POLL_MS = 15;

/** Resolves with all items of a kind as soon as `wanted` holds; rejects with a list of the present items. */
export async function waitForItems<Kind extends 'spans' | 'metrics' | 'logs'>(
  file: TelemetryFile,
  kind: Kind,
  wanted: Wanted<TelemetryFile[Kind][number]>,
  timeoutMs = 30_000,
): Promise<TelemetryFile[Kind]> {
  type Item = TelemetryFile[Kind][number];
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    await file.read();
    const items = [...file[kind]] as Item[];
    if (typeof wanted === 'number' ? items.length >= wanted : wanted(items))
      return items as TelemetryFile[Kind];
    if (Date.now() > deadline) throw new Error(describe(kind, wanted, items, timeoutMs));
    await delay(POLL_MS);
  }
}

function describe(kind: string, wanted: unknown, items: readonly object[], timeoutMs: number): string {
  const hoped = typeof wanted === 'number' ? `${wanted} ${kind}` : `the ${kind} that ${String(wanted)}`;
  const lines = items.map(item => `  - ${summarise(item)}`);
  return `waited ${timeoutMs} ms for ${hoped}; the Collector has ${items.length}:\n${lines.join('\n')}`;
}

function summarise(item: object): string {
  const show = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
  const {
    resource: _resource,
    resourceSchemaUrl: _r,
    scopeSchemaUrl: _s,
    ...rest
  } = item as Record<string, unknown>;
  return JSON.stringify(rest, show);
}
