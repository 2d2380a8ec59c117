import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { logToStderr } from '../obtain/log-to-stderr';
import { obtain } from '../obtain/obtain';
import { findFreePort } from '../process/find-free-port';
import { endWithThisProcess } from '../process/reaper';
import { removeFolder } from '../process/remove-folder';
import { type RunningProcess, startProcess } from '../process/start-process';
import { makeTemporaryFolder } from '../process/temporary-folder';
import type { CollectedLogRecord, CollectedMetric, CollectedSpan } from './collected';
import {
  type CollectorOptions,
  type CollectorPorts,
  collectorConfig,
  telemetryFile,
} from './collector-config';
import { collectorRequirement } from './collector-requirement';
import { collectorStep, listenHost } from './collector-step';
import { TelemetryFile } from './telemetry-file';
import { waitForItems } from './wait-for-items';

/** What a test waits for: so many, or all that it wants to see. */
export type Wanted<T> = number | ((items: readonly T[]) => boolean);

/** A real Collector, and what it has written. What it wrote can still be read after `stop`. */
export interface Collector {
  readonly host: string;
  readonly ports: CollectorPorts;
  /** For OTEL_EXPORTER_OTLP_ENDPOINT over gRPC; https when it has TLS. */
  readonly grpcUrl: string;
  /** The same over HTTP, without /v1/…. */
  readonly httpUrl: string;
  /** For OTEL_EXPORTER_ZIPKIN_ENDPOINT. */
  readonly zipkinUrl: string;
  spans(): Promise<CollectedSpan[]>;
  metrics(): Promise<CollectedMetric[]>;
  logs(): Promise<CollectedLogRecord[]>;
  /** Resolves with all spans as soon as `wanted` holds; rejects with a list of what came after `timeoutMs` (10 s). */
  waitForSpans(wanted: Wanted<CollectedSpan>, timeoutMs?: number): Promise<CollectedSpan[]>;
  waitForMetrics(wanted: Wanted<CollectedMetric>, timeoutMs?: number): Promise<CollectedMetric[]>;
  waitForLogs(wanted: Wanted<CollectedLogRecord>, timeoutMs?: number): Promise<CollectedLogRecord[]>;
  /** Forgets what it has written so far. */
  clear(): Promise<void>;
  /** Ends the process; its ports refuse connections until `up`. */
  down(): Promise<void>;
  /** Starts it again on the same ports. */
  up(): Promise<void>;
  /** What it printed: warnings and errors. */
  output(): string;
  stop(): Promise<void>;
}

const host = '127.0.0.1';

/** Starts a Collector on free ports, which takes a fraction of a second once it has been built. */
export async function startCollector(options: CollectorOptions = {}): Promise<Collector> {
  const source = (await obtain([collectorRequirement], logToStderr)).get('collector')!;
  const folder = makeTemporaryFolder('collector');
  const forget = endWithThisProcess({ folder });
  const ports = await findPorts();
  const config = collectorConfig(options, { folder, host: listenHost(source), ports });
  writeFileSync(path.join(folder, 'config.json'), JSON.stringify(config, null, 2));

  const file = new TelemetryFile(path.join(folder, telemetryFile));
  const step = collectorStep(source, folder, ports);
  let running: RunningProcess | undefined;
  const up = async () => {
    running ??= await startProcess(step, folder);
  };
  const down = async () => {
    await running?.stop();
    running = undefined;
  };
  const stop = async () => {
    await down();
    await file.read();
    await removeFolder(folder);
    forget();
  };
  await up().catch(async error => {
    await stop();
    throw error;
  });
  const scheme = options.tls ? 'https' : 'http';
  return {
    ...{ host, ports, up, down, stop },
    grpcUrl: `${scheme}://${host}:${ports.grpc}`,
    httpUrl: `${scheme}://${host}:${ports.http}`,
    zipkinUrl: `http://${host}:${ports.zipkin}/api/v2/spans`,
    spans: () => file.read().then(() => [...file.spans]),
    metrics: () => file.read().then(() => [...file.metrics]),
    logs: () => file.read().then(() => [...file.logs]),
    waitForSpans: (wanted, timeoutMs) => waitForItems(file, 'spans', wanted, timeoutMs),
    waitForMetrics: (wanted, timeoutMs) => waitForItems(file, 'metrics', wanted, timeoutMs),
    waitForLogs: (wanted, timeoutMs) => waitForItems(file, 'logs', wanted, timeoutMs),
    clear: () => file.read().then(() => file.clear()),
    output: () => running?.output() ?? '',
  };
}

async function findPorts(): Promise<CollectorPorts> {
  return {
    grpc: await findFreePort(),
    http: await findFreePort(),
    zipkin: await findFreePort(),
    health: await findFreePort(),
  };
}
