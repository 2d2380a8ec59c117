import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { collectorStep, listenHost } from '../collector/collector-step';
import { logToStderr } from '../obtain/log-to-stderr';
import { obtain } from '../obtain/obtain';
import { findFreePort } from '../process/find-free-port';
import { endWithThisProcess } from '../process/reaper';
import { removeFolder } from '../process/remove-folder';
import { type RunningProcess, startProcess } from '../process/start-process';
import { makeTemporaryFolder } from '../process/temporary-folder';
import { jaegerConfig } from './jaeger-config';
import { jaegerRequirement } from './jaeger-requirement';

/** A real Jaeger. */
export interface Jaeger {
  /** host:port that takes OTLP over gRPC. */
  readonly otlpEndpoint: string;
  /** Address of its query API and pages: http://host:port. */
  readonly url: string;
  /** kill -9. */
  kill(): Promise<void>;
  /** Starts it again on the same ports with the same store. */
  up(): Promise<void>;
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';

/** Starts a Jaeger on free ports, with a store of its own. */
export async function startJaeger(): Promise<Jaeger> {
  const source = (await obtain([jaegerRequirement], logToStderr)).get('jaeger')!;
  const folder = makeTemporaryFolder('jaeger');
  const forget = endWithThisProcess({ folder });
  const ports = {
    otlp: await findFreePort(),
    query: await findFreePort(),
    queryGrpc: await findFreePort(),
    health: await findFreePort(),
  };
  const config = jaegerConfig({ folder, host: listenHost(source), ports });
  writeFileSync(path.join(folder, 'config.json'), JSON.stringify(config, null, 2));
  let running: RunningProcess | undefined;
  const up = async () => {
    running ??= await startProcess(collectorStep(source, folder, ports, 'jaeger'), folder);
  };
  const stop = async () => {
    await running?.stop();
    await removeFolder(folder);
    forget();
  };
  await up().catch(async error => {
    await stop();
    throw error;
  });
  return {
    otlpEndpoint: `${HOST}:${ports.otlp}`,
    url: `http://${HOST}:${ports.query}`,
    up,
    stop,
    async kill() {
      await running?.kill();
      running = undefined;
    },
  };
}
