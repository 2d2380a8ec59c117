import { useEffect, useState } from 'preact/hooks';
import type { ProfileAnswer } from '../../receiver/analyse/profile/profile-answer';
import { ask } from '../api/client';
import { useAnswer } from '../api/use-answer';
import { formatDuration } from '../format/duration';
import { formatMany } from '../format/number';
import { ErrorMessage, Loading, Message } from '../parts/message';
import { ServiceTag } from '../parts/service-tag';
import { change, hrefOf, place } from '../state/place';
import { useTitle } from '../state/title';
import { BlockList } from './block-list';
import { FunctionTable } from './function-table';
import { TimeSplit } from './time-split';

const EVERY_MS = 1000;
/** Spans of the last seconds come after the profile. */
const BEHIND_MS = 8000;

/** A profile: functions of an operation's slow requests, beside the time of their calls. */
export function ProfilePage({ id }: { readonly id: string }) {
  useTitle('Profile');
  const operation = place.value.parameters.get('operation') ?? undefined;
  const [round, setRound] = useState(0);
  const { value, error } = useAnswer(ask.profile(id, operation), round);
  const isOpen = value === undefined ? error === undefined : isChanging(value);
  useEffect(() => {
    if (!isOpen) return undefined;
    const timer = setTimeout(() => setRound(round + 1), EVERY_MS);
    return () => clearTimeout(timer);
  }, [round, isOpen]);
  if (error?.status === 404)
    return (
      <Message title="This profile is not here">
        <p>The viewer keeps the newest profiles, as long as it runs.</p>
        <p>
          <a href="/compare">Order another one at the slow requests</a>
        </p>
      </Message>
    );
  if (error && value === undefined) return <ErrorMessage error={error} />;
  return value === undefined ? <Loading /> : <Profile profile={value} operation={operation} />;
}

function isChanging({ state, window }: ProfileAnswer): boolean {
  if (state === 'failed') return false;
  return state !== 'done' || Date.now() - window!.untilMs < BEHIND_MS;
}

function Profile({
  profile,
  operation,
}: {
  readonly profile: ProfileAnswer;
  readonly operation: string | undefined;
}) {
  const {
    id,
    service,
    pid,
    state,
    seconds,
    requests,
    functions,
    processFunctions,
    cpuMs,
    blocks,
    unfinished,
  } = profile;
  return (
    <div class="page profile">
      <div class="card-head">
        <h1>Which function?</h1>
        <ServiceTag name={service} />
        {pid !== undefined && <span class="none">process {pid}</span>}
        {state === 'done' && (
          <p class="links">
            <a href={`/api/v1/profiles/file?id=${id}`} download="">
              Save as .cpuprofile
            </a>
            <a href={`/api/v1/profiles/file?id=${id}&format=otlp`} download="">
              Save as OTLP
            </a>
          </p>
        )}
      </div>
      {operation !== undefined && (
        <p class="scope">
          Slow requests of <b>{operation}</b>{' '}
          <button type="button" class="text" onClick={() => change({ operation: undefined })}>
            Show the whole process
          </button>
        </p>
      )}
      {state === 'failed' ? (
        <Message title="There is no profile">
          <p>{profile.failure}</p>
        </Message>
      ) : state !== 'done' ? (
        <Message
          title={state === 'waiting' ? 'Waiting for the process to call' : `Profiling for ${seconds} s`}
        >
          <p role="status">
            {state === 'waiting'
              ? 'It fetches the order with its next export. Send it requests.'
              : 'Send it the requests that are slow.'}
          </p>
        </Message>
      ) : (
        <>
          {requests !== undefined && (
            <section class="card split-card" aria-labelledby="split-title">
              <h2 id="split-title">
                {requests.count === 0
                  ? 'No request of this operation was seen meanwhile'
                  : `${formatMany(requests.count, 'slow request')}, ${formatDuration(requests.meanMs * 1e6)} each`}
              </h2>
              {requests.count > 0 && <TimeSplit times={requests} />}
              <p class="links">
                {requests.examples.slice(0, 3).map(({ traceId, spanId }, at) => (
                  <a key={spanId} href={hrefOf(`/trace/${traceId}`, { span: spanId })}>
                    {at === 0 ? 'Open the slowest' : `Open number ${at + 1}`}
                  </a>
                ))}
              </p>
            </section>
          )}
          {unfinished !== undefined && (
            <p class="none">
              {`${formatMany(unfinished.count, 'request')} had not ended when the profile did, with ${formatDuration(unfinished.cpuMs * 1e6)} of CPU${requests === undefined ? '' : ' that are in no figure of the slow requests'}. A longer profile tells more.`}
            </p>
          )}
          <FunctionTable title="Self time by function" functions={functions} cpuMs={cpuMs} />
          <BlockList blocks={blocks} />
          {processFunctions !== undefined && (
            <FunctionTable
              title="The whole process meanwhile"
              functions={processFunctions}
              cpuMs={profile.allCpuMs}
            />
          )}
        </>
      )}
    </div>
  );
}
