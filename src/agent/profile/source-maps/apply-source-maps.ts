import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { CallFrame, CpuProfile } from '../../../shared/profile/profile';
import { detached } from '../../export/detached';
import { mapFrames } from './map-frames';

/** Time after which a profile goes without its sources. */
const PATIENCE_MS = 10_000;
const MARK = 'otel-agent: source maps';

/**
 * Applies the source maps of a profile's scripts. A thread of its own reads them, since a large map takes longer than an
 * app may be stopped. Without that thread, as under Node's permission model, names stay as they are.
 */
export async function applySourceMaps(profile: CpuProfile): Promise<CpuProfile> {
  const frames = profile.nodes.map(({ callFrame }) => callFrame);
  const mapped = await detached(() => inThread(frames)).catch(() => frames);
  return { ...profile, nodes: profile.nodes.map((node, at) => ({ ...node, callFrame: mapped[at]! })) };
}

function inThread(frames: readonly CallFrame[]): Promise<readonly CallFrame[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(__filename, {
      workerData: { mark: MARK, frames },
      execArgv: [],
      env: {},
      stdout: true,
      stderr: true,
    });
    const timer = setTimeout(() => end(() => reject(new Error('took too long'))), PATIENCE_MS).unref();
    const end = (settle: () => void) => {
      clearTimeout(timer);
      settle();
      void worker.terminate();
    };
    worker.unref();
    worker.once('message', (mapped: readonly CallFrame[]) => end(() => resolve(mapped)));
    worker.once('error', error => end(() => reject(error)));
  });
}

// A thread for source maps runs this same file as its script.
if (!isMainThread && workerData?.mark === MARK) parentPort!.postMessage(mapFrames(workerData.frames));
