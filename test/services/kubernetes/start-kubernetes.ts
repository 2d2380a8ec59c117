import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { logToStderr } from '../obtain/log-to-stderr';
import { obtain } from '../obtain/obtain';
import { findFreePort } from '../process/find-free-port';
import { endWithThisProcess } from '../process/reaper';
import { removeFolder } from '../process/remove-folder';
import { runCommand } from '../process/run-command';
import { type RunningProcess, startProcess } from '../process/start-process';
import { makeTemporaryFolder } from '../process/temporary-folder';
import { type ApiClient, connect } from './api-client';
import { kubernetesRequirement } from './kubernetes-requirement';
import { apiServerStep, etcdStep, serviceAccountKey } from './kubernetes-steps';

/** A real API server with an etcd of its own; no node, so nothing runs. */
export interface Kubernetes extends ApiClient {
  /** Returns the output of `kubectl kustomize FOLDER`. */
  kustomize(folder: string): Promise<string>;
  stop(): Promise<void>;
}

/** Starts etcd and kube-apiserver on loopback, which takes seconds once they have been built. */
export async function startKubernetes(): Promise<Kubernetes> {
  const source = (await obtain([kubernetesRequirement], logToStderr)).get('kubernetes')!;
  if (source.way !== 'programs') throw new Error('Kubernetes is only had as programs');
  const { kubernetes: program, etcd } = source.programs as { kubernetes: string; etcd: string };
  const folder = makeTemporaryFolder('kubernetes');
  const forget = endWithThisProcess({ folder });
  const [client, peer, api] = [await findFreePort(), await findFreePort(), await findFreePort()];
  const token = randomUUID();
  writeFileSync(path.join(folder, 'tokens.csv'), `${token},admin,admin,system:masters\n`);
  writeFileSync(path.join(folder, 'service-accounts.pem'), serviceAccountKey());
  const running: RunningProcess[] = [];
  const stop = async () => {
    for (const process of running.reverse()) await process.stop();
    await removeFolder(folder);
    forget();
  };
  try {
    running.push(await startProcess(etcdStep(etcd, { client, peer }), folder));
    running.push(await startProcess(apiServerStep(program, { folder, etcd: client, port: api }), folder));
    const connection = await connect({ port: api, token, folder });
    return { ...connection, kustomize: path => runCommand([program, 'kustomize', path]), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
