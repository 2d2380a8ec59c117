import path from 'node:path';
import { runCommand } from '../process/run-command';
import type { Requirement, ServiceName } from '../servers/service';
import { findProgram } from './find-program';
import { forEach, type Source, type Way } from './source';

const PROBE_TIMEOUT_MS = 10_000;

/** Containers of compose.yaml, where a Docker engine answers. */
export const inDocker: Way = {
  async ask(missing) {
    const refusals = await refuse(missing);
    return forEach(missing, ({ name }): Source | string => refusals.get(name) ?? { way: 'compose' });
  },
  refuse,
};

async function refuse(missing: readonly Requirement[]): Promise<Map<ServiceName, string>> {
  const reason = await whyNoDocker();
  const refused = missing.filter(({ composePort }) => reason !== undefined || !composePort);
  return forEach(refused, ({ name }) => reason ?? `Docker: no container for ${name}`);
}

/** The start of every compose command. One project for each server, so that it can be ended alone. */
export function composeCommand(project: string): string[] {
  return [
    'docker',
    'compose',
    '--file',
    path.join(__dirname, '..', 'compose.yaml'),
    '--project-name',
    project,
  ];
}

async function whyNoDocker(): Promise<string | undefined> {
  if (!findProgram('docker')) return 'no Docker on this machine';
  const answers = (...command: string[]) =>
    runCommand(command, { timeoutMs: PROBE_TIMEOUT_MS }).then(
      () => true,
      () => false,
    );
  if (!(await answers('docker', 'version'))) return 'Docker: its engine does not answer';
  if (!(await answers('docker', 'compose', 'version'))) return 'Docker: it has no compose';
  return undefined;
}
