import type { Log } from '../../shared/log';
import { MAX_PROFILE_SECONDS, PROFILE_PATHS, type ProfileOrder } from '../../shared/profile/profile';
import { untraced } from '../export/detached';
import { askViewer, type Viewer } from './ask-viewer';
import { type Subject, takeProfile } from './take-profile';

let isAsking = false;

/** Fetches a viewer's order, if it is for this process, and delivers the profile. Never rejects. */
export async function takeOrder(viewer: Viewer, subject: Subject, log: Log): Promise<void> {
  if (isAsking) return;
  isAsking = true;
  try {
    await untraced(() => serve(viewer, subject, log));
  } catch (error) {
    log('debug', `a profile for the viewer failed: ${String(error)}`);
  } finally {
    isAsking = false;
  }
}

async function serve(viewer: Viewer, subject: Subject, log: Log): Promise<void> {
  const who = new URLSearchParams({ service: subject.service, pid: String(process.pid) });
  const order = readOrder(await askViewer(viewer, `${PROFILE_PATHS.order}?${who}`, ''));
  if (order === undefined) return;
  const delivery = `${PROFILE_PATHS.delivery}?id=${encodeURIComponent(order.id)}`;
  log('info', `the viewer at ${viewer.host}:${viewer.port} profiles this process for ${order.seconds} s`);
  try {
    const profile = await takeProfile(subject, order.seconds);
    await askViewer(viewer, delivery, JSON.stringify(profile));
  } catch (error) {
    await askViewer(viewer, delivery, JSON.stringify({ failure: (error as Error).message }));
  }
}

function readOrder(text: string | undefined): ProfileOrder | undefined {
  if (text === undefined) return undefined;
  const { id, seconds } = JSON.parse(text) as Partial<ProfileOrder>;
  if (typeof id !== 'string' || typeof seconds !== 'number' || !(seconds > 0)) return undefined;
  return { id, seconds: Math.min(seconds, MAX_PROFILE_SECONDS) };
}
