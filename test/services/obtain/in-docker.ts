import path from 'node:path';

import { runCommand } from '../process/run-command';
import { findProgram } from './find-program';
import { forEach, type Way } from './source';

const probeTimeoutMs = 10_000;

/** Containers of compose.yaml, where a Docker engine answers. */
export const inDocker: Way = async missing => {
  const refusal = await whyNoDocker();
  return forEach(
    missing,
    ({ name, composePort }) =>
      refusal ?? (composePort ? { way: 'compose' } : `Docker: no container for ${name}`),
  );
};

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
    runCommand(command, { timeoutMs: probeTimeoutMs }).then(
      () => true,
      () => false,
    );
  if (!(await answers('docker', 'version'))) return 'Docker: its engine does not answer';
  if (!(await answers('docker', 'compose', 'version'))) return 'Docker: it has no compose';
  return undefined;
}
