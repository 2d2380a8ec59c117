import { setTimeout as sleep } from 'node:timers/promises';
import type { otlpProfile } from '../../../viewer/receiver/analyse/profile/otlp-profile';
import type { ProfileAnswer } from '../../../viewer/receiver/analyse/profile/profile-answer';
import { AskError } from '../ask-error';
import { Progress } from '../progress';
import type { Answered, Asking } from './answer';
import { type ProfileData, profileData } from './profile-data';
import { profileText } from './profile-text';
import type { Overview } from './services';

const DEFAULT_SECONDS = 10;
const DEFAULT_FUNCTIONS = 15;
const EVERY_MS = 250;

/** ExportProfilesServiceRequest (v1development) in JSON. */
type OtlpProfile = ReturnType<typeof otlpProfile>;

/** Profiles a service, and tells which functions the slow requests of its slowest operation spend their time in. */
export async function askProfile({
  source,
  service,
  words,
  seconds = DEFAULT_SECONDS,
  limit = DEFAULT_FUNCTIONS,
  otlp = false,
  tell,
}: Asking): Promise<Answered<ProfileData | OtlpProfile>> {
  if (service === undefined)
    throw new AskError('name the service: otel-agent ask profile --service checkout');
  const { id } = await source.orderProfile(service, seconds);
  if (otlp) return otlpAnswer(source, id);
  const done = await waitFor(source, id, { withSpans: true, progress: tell && new Progress(tell) });
  const operation = words.join(' ') || (await slowestOperation(source, service, done));
  const found = await source.ask<ProfileAnswer>(`/api/v1/profiles/${id}`, { operation });
  const hasRequests = (found?.requests?.count ?? 0) > 0;
  const data = profileData(hasRequests || words.length > 0 ? found! : done, limit);
  return {
    data,
    isFound: data.functions.length + data.processFunctions.length > 0,
    text: page => profileText(data, page),
  };
}

/** Spans come after the profile: those of the last seconds are waited for, too. */
const SPANS_BEHIND_MS = 6000;

/** The profile itself, in a line, for a Collector. */
async function otlpAnswer(source: Asking['source'], id: string): Promise<Answered<OtlpProfile>> {
  await waitFor(source, id, { withSpans: false });
  const data = await source.ask<OtlpProfile>('/api/v1/profiles/file', { id, format: 'otlp' });
  if (data === undefined) throw forgotten();
  return { data, isFound: true, text: () => JSON.stringify(data) };
}

function forgotten(): AskError {
  return new AskError('the viewer has forgotten this profile');
}

async function waitFor(
  source: Asking['source'],
  id: string,
  { withSpans, progress }: { readonly withSpans: boolean; readonly progress?: Progress | undefined },
): Promise<ProfileAnswer> {
  let doneAtMs: number | undefined;
  for (;;) {
    const found = await source.ask<ProfileAnswer>(`/api/v1/profiles/${id}`);
    if (found === undefined) throw forgotten();
    progress?.look(found);
    if (found.state === 'failed') throw new AskError(found.failure!);
    if (found.state === 'done') {
      doneAtMs ??= Date.now();
      if (!withSpans || Date.now() - doneAtMs > SPANS_BEHIND_MS || (await hasSpansUntil(source, found)))
        return found;
    }
    await sleep(EVERY_MS);
  }
}

async function hasSpansUntil(source: Asking['source'], { window }: ProfileAnswer): Promise<boolean> {
  const later = await source.ask<Overview>('/api/v1/overview', { since: window!.untilMs, buckets: 1 });
  return (later?.operations.length ?? 0) > 0;
}

async function slowestOperation(
  source: Asking['source'],
  service: string,
  { window }: ProfileAnswer,
): Promise<string | undefined> {
  const overview = await source.ask<Overview>('/api/v1/overview', {
    since: window!.sinceMs,
    until: window!.untilMs,
    buckets: 1,
  });
  const own = overview!.operations.filter(each => each.service === service);
  return own.sort((a, b) => b.p95Ns - a.p95Ns)[0]?.name;
}
