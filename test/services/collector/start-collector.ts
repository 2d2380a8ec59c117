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

/** Condition that a test waits for: a number of items, or a test of all items. */
export type Wanted<T> = number | ((items: readonly T[]) => boolean);

/** A real Collector and its telemetry, which can still be read after `stop`. */
export interface Collector {
  readonly host: string;
  readonly ports: CollectorPorts;
  /** Path of the file that it writes its telemetry to, OTLP JSON, a request a line. */
  readonly file: string;
  /** URL for OTEL_EXPORTER_OTLP_ENDPOINT over gRPC; https when it has TLS. */
  readonly grpcUrl: string;
  /** URL for OTEL_EXPORTER_OTLP_ENDPOINT over HTTP, without /v1/…. */
  readonly httpUrl: string;
  /** URL for OTEL_EXPORTER_ZIPKIN_ENDPOINT. */
  readonly zipkinUrl: string;
  spans(): Promise<CollectedSpan[]>;
  metrics(): Promise<CollectedMetric[]>;
  logs(): Promise<CollectedLogRecord[]>;
  /** Resolves with all spans as soon as `wanted` holds; rejects after `timeoutMs` (10 s) with a list of those that came. */
  waitForSpans(wanted: Wanted<CollectedSpan>, timeoutMs?: number): Promise<CollectedSpan[]>;
  waitForMetrics(wanted: Wanted<CollectedMetric>, timeoutMs?: number): Promise<CollectedMetric[]>;
  waitForLogs(wanted: Wanted<CollectedLogRecord>, timeoutMs?: number): Promise<CollectedLogRecord[]>;
  /** Forgets all telemetry so far. */
  clear(): Promise<void>;
  /** Ends the process; its ports refuse connections until `up`. */
  down(): Promise<void>;
  /** Ends it by SIGKILL. */
  kill(): Promise<void>;
  /** Starts it again on the same ports. */
  up(): Promise<void>;
  /** Its output: warnings and errors. */
  output(): string;
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';

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
  const kill = async () => {
    await running?.kill();
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
    ...{ host: HOST, ports, up, down, kill, stop },
    file: path.join(folder, telemetryFile),
    grpcUrl: `${scheme}://${HOST}:${ports.grpc}`,
    httpUrl: `${scheme}://${HOST}:${ports.http}`,
    zipkinUrl: `http://${HOST}:${ports.zipkin}/api/v2/spans`,
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
