import type { Session } from 'node:inspector';
import type { ContextManager } from '@opentelemetry/api';
import type { CpuProfile, SpanProfile } from '../../shared/profile/profile';
import { detached } from '../export/detached';
import { joinSpans } from './join-spans';
import { applySourceMaps } from './source-maps/apply-source-maps';
import { watchGaps } from './watch-gaps';
import { watchTurns } from './watch-turns';

/** Time between two samples. */
const INTERVAL_US = 1000;
let isBusy = false;

/** Process that is profiled. */
export interface Subject {
  readonly service: string;
  /** Manager of the context that holds the active span. */
  readonly contexts: Pick<ContextManager, 'active'>;
}

/**
 * Profiles this thread for a while, and joins the samples with the spans that were active. The profiler is V8's own, by a
 * session within the process: no port is opened. Rejects where Node has no inspector, or a profile is under way.
 */
export async function takeProfile({ service, contexts }: Subject, seconds: number): Promise<SpanProfile> {
  if (isBusy) throw new Error('a profile is under way');
  isBusy = true;
  try {
    const { profile, joined, startedAtMs } = await profileFor(seconds, contexts);
    const mapped = await applySourceMaps(profile);
    return { ...slim(mapped), otelAgent: { service, pid: process.pid, startedAtMs, ...joined } };
  } finally {
    isBusy = false;
  }
}

async function profileFor(seconds: number, contexts: Subject['contexts']) {
  const inspector: typeof import('node:inspector') = require('node:inspector');
  const session = new inspector.Session();
  session.connect();
  try {
    await ask(session, 'Profiler.enable');
    await ask(session, 'Profiler.setSamplingInterval', { interval: INTERVAL_US });
    const before = performance.now();
    await ask(session, 'Profiler.start');
    const startMs = [before, performance.now()] as const;
    const endTurns = watchTurns(contexts);
    const endGaps = watchGaps();
    await detached(() => new Promise(resolve => setTimeout(resolve, seconds * 1000).unref()));
    const notes = { gaps: endGaps(), turns: endTurns(), startMs };
    const { profile } = (await ask(session, 'Profiler.stop')) as { profile: CpuProfile };
    const startedAtMs = performance.timeOrigin + startMs[1];
    return { profile, joined: joinSpans(profile, notes), startedAtMs };
  } finally {
    session.disconnect();
  }
}

function ask(session: Session, method: string, parameters?: object): Promise<unknown> {
  return new Promise((resolve, reject) => {
    session.post(method, parameters, (error, result) => {
      if (error === null) resolve(result);
      else reject(new Error(error.message));
    });
  });
}

/** Leaves out what no reader needs. */
function slim({ nodes, startTime, endTime, samples, timeDeltas }: CpuProfile): CpuProfile {
  const kept = nodes.map(({ id, callFrame, hitCount, children }) => ({
    id,
    callFrame,
    ...(hitCount !== undefined && { hitCount }),
    ...(children !== undefined && { children }),
  }));
  return { nodes: kept, startTime, endTime, samples, timeDeltas };
}
