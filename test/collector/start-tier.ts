import path from 'node:path';

import { collectorRequirement } from '../services/collector/collector-requirement';
import { built } from '../services/obtain/built';
import { givenByEnvironment } from '../services/obtain/given-by-environment';
import { logToStderr } from '../services/obtain/log-to-stderr';
import { obtain } from '../services/obtain/obtain';
import { onThisMachine } from '../services/obtain/on-this-machine';
import { findFreePort } from '../services/process/find-free-port';
import { endWithThisProcess } from '../services/process/reaper';
import { removeFolder } from '../services/process/remove-folder';
import { type RunningProcess, startProcess } from '../services/process/start-process';
import { makeTemporaryFolder } from '../services/process/temporary-folder';

/** A Collector that runs from files of docker/collector, unchanged. */
export interface Tier {
  readonly ports: TierPorts;
  /** Reads a metric of its own, summed up over all labels or those with this one; 0 while there is none of that name. */
  metric(name: string, label?: string): Promise<number>;
  /** kill -9. */
  kill(): Promise<void>;
  /** SIGTERM. */
  down(): Promise<void>;
  /** Starts it again, with the same ports and queues. */
  up(): Promise<void>;
  stop(): Promise<void>;
}

export interface TierPorts {
  readonly grpc: number;
  readonly http: number;
  readonly sampling: number;
  readonly health: number;
  readonly metrics: number;
}

const FOLDER = path.join(__dirname, '..', '..', 'docker', 'collector');
const HOST = '127.0.0.1';
/** Containers have a loopback of their own; a chain on loopback needs programs. */
const WAYS = [givenByEnvironment, onThisMachine, built];

/** Free ports for one Collector. */
export async function findTierPorts(): Promise<TierPorts> {
  return {
    grpc: await findFreePort(),
    http: await findFreePort(),
    sampling: await findFreePort(),
    health: await findFreePort(),
    metrics: await findFreePort(),
  };
}

/** Starts a Collector from these files of docker/collector, one after the other, with these settings of theirs. */
export async function startTier(
  files: readonly string[],
  settings: Readonly<Record<string, string>>,
  ports: TierPorts,
): Promise<Tier> {
  const source = (await obtain([collectorRequirement], logToStderr, WAYS)).get('collector')!;
  if (source.way !== 'programs') throw new Error('the tiers need the program of a Collector');
  const folder = makeTemporaryFolder('tier');
  const forget = endWithThisProcess({ folder });
  const step = {
    program: source.programs.otelcol!,
    args: files.map(file => `--config=${path.join(FOLDER, file)}`),
    env: { ...environmentFor(folder, ports), ...settings },
    answers: { host: HOST, port: ports.health, handshake: healthCheck },
  };
  let running: RunningProcess | undefined;
  const end = async (how: 'kill' | 'stop') => {
    await running?.[how]();
    running = undefined;
  };
  const up = async () => {
    running ??= await startProcess(step, folder);
  };
  const stop = async () => {
    await end('stop');
    await removeFolder(folder);
    forget();
  };
  await up().catch(async error => {
    await stop();
    throw error;
  });
  return {
    ...{ ports, up, stop },
    kill: () => end('kill'),
    down: () => end('stop'),
    metric: (name, label = '') => readMetric(ports.metrics, name, label),
  };
}

function environmentFor(folder: string, ports: TierPorts): Record<string, string> {
  return {
    LISTEN_HOST: HOST,
    OTLP_GRPC_PORT: String(ports.grpc),
    OTLP_HTTP_PORT: String(ports.http),
    SAMPLING_PORT: String(ports.sampling),
    HEALTH_PORT: String(ports.health),
    METRICS_PORT: String(ports.metrics),
    QUEUE_DIRECTORY: path.join(folder, 'queue'),
  };
}

const healthCheck = {
  send: Buffer.from('GET / HTTP/1.0\r\n\r\n'),
  answered: (reply: Buffer) => / 200 /.test(reply.toString('latin1')),
};

async function readMetric(port: number, name: string, label: string): Promise<number> {
  const text = await (await fetch(`http://${HOST}:${port}/metrics`)).text();
  const lines = text.split('\n').filter(line => line.startsWith(`${name}{`) && line.includes(label));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
