import { mkdtempSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ProgramOptions, ProgramRun } from '../agent/lifecycle/run-program';
import { type Certificates, createCertificates } from '../services/create-certificates';
import { removeFolder } from '../services/process/remove-folder';
import { type CountingReceiver, startCountingReceiver } from './counting-receiver';
import { REPLIES } from './replies';
import { type Cell, type CellOutcome, isPossible, isSpokenTls, runCell, runWay } from './run-cell';
import { PROTOCOLS, STATES, WAYS } from './ways';
import { makeZipProject } from './zip-project';

/** Cells of the matrix: all possible combinations. */
export const CELLS: readonly Cell[] = WAYS.flatMap(way =>
  STATES.flatMap(state =>
    REPLIES.flatMap(reply => PROTOCOLS.map(protocol => ({ way, state, reply, protocol }))),
  ),
).filter(isPossible);

/** Runs cells, and makes things that several cells need only once. */
export interface Matrix {
  run(cell: Cell): Promise<CellOutcome>;
  close(): Promise<void>;
}

export async function openMatrix(): Promise<Matrix> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'otel-agent-ends-'));
  const certificates = await createCertificates(folder);
  const receivers = new Map<string, Promise<CountingReceiver>>();
  const bareRuns = new Map<string, Promise<ProgramRun>>();
  let zipProject: Promise<Partial<ProgramOptions>> | undefined;

  async function run(cell: Cell): Promise<CellOutcome> {
    const { way, state, reply, protocol } = cell;
    const tls = isSpokenTls(cell) ? serverTls(certificates) : undefined;
    const receiver = await once(receivers, [reply.name, protocol, tls !== undefined].join(), () =>
      startCountingReceiver({ protocol, reply, tls }),
    );
    if (way.isInZip) zipProject ??= makeZipProject(folder);
    const bare = await once(bareRuns, [way.name, state].join(), () => runWay(cell, {}));
    const means = { receiver, caFile: certificates.caFile, program: await zipProject };
    return runCell(cell, { ...means, program: way.isInZip ? means.program : undefined }, bare);
  }

  return {
    run,
    async close() {
      for (const receiver of receivers.values()) await (await receiver).close();
      await removeFolder(folder);
    },
  };
}

function once<Made>(made: Map<string, Promise<Made>>, key: string, make: () => Promise<Made>): Promise<Made> {
  const known = made.get(key) ?? make();
  made.set(key, known);
  return known;
}

function serverTls({ server }: Certificates) {
  return { cert: readFileSync(server.certFile, 'utf8'), key: readFileSync(server.keyFile, 'utf8') };
}
