import type { ServiceState } from '../../receiver/analyse/services/service-states';
import { formatCount, formatMany, formatRate, formatShare } from '../format/number';
import { formatAgo, formatDateTime } from '../format/time';
import { Breakable } from '../parts/breakable';
import { ServiceTag } from '../parts/service-tag';
import { hrefOf, place } from '../state/place';
import { ExportCard } from './export-card';
import { LibraryCard } from './library-card';
import { verdictOn } from './verdict';

/** All that is known of a service; what is not known is said. */
export function ServiceView({ state, now }: { readonly state: ServiceState; readonly now: number }) {
  const { tone, text } = verdictOn(state);
  return (
    <div class="service-view">
      <section class="card" aria-labelledby="service-title">
        <div class="card-head">
          <h2 id="service-title">
            <ServiceTag name={state.service} />
          </h2>
          <span class={`judgement ${tone}`}>{text}</span>
          <span class="age" title={formatDateTime(state.lastSeenMs)}>
            last seen {formatAgo(state.lastSeenMs, now)}
          </span>
        </div>
        <Arrivals state={state} now={now} />
        <Facts state={state} now={now} />
      </section>
      <ExportCard state={state} now={now} />
      <LibraryCard state={state} />
    </div>
  );
}

function Arrivals({ state, now }: { readonly state: ServiceState; readonly now: number }) {
  const { service, spans, logs, metrics, requests, errors, perSecond, operations } = state;
  const last = place.value.parameters.get('last') ?? undefined;
  return (
    <dl class="arrivals">
      <Arrival label="Spans" {...spans} now={now} href={hrefOf('/traces', { service, last })} />
      <Arrival label="Log records" {...logs} now={now} href={hrefOf('/logs', { service, last })} />
      <Arrival label="Data points" {...metrics} now={now} href={hrefOf('/metrics', { service })} />
      <div>
        <dt>Requests</dt>
        <dd>
          <b>{formatRate(perSecond)}</b>
          <span>
            {formatMany(requests, 'request')}, {formatMany(operations, 'operation')}
          </span>
        </dd>
      </div>
      <div>
        <dt>Errors</dt>
        <dd>
          {errors === 0 ? (
            <b>none</b>
          ) : (
            <b>
              <a class="failing" href={hrefOf('/errors', { service, last })}>
                {formatShare(errors / requests)}
              </a>
            </b>
          )}
          <span>{requests === 0 ? 'no request in this time' : `of ${formatMany(requests, 'request')}`}</span>
        </dd>
      </div>
    </dl>
  );
}

function Arrival({
  label,
  count,
  lastSeenMs,
  now,
  href,
}: ServiceState['spans'] & { readonly label: string; readonly now: number; readonly href: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <b>{count === 0 ? 'none' : <a href={href}>{formatCount(count)}</a>}</b>
        <span>{count === 0 ? 'arrive' : `newest ${formatAgo(lastSeenMs, now)}`}</span>
      </dd>
    </div>
  );
}

function Facts({ state, now }: { readonly state: ServiceState; readonly now: number }) {
  const { agents, sdks, runtimes, versions, environments, instances, otherInstances } = state;
  const pids = instances.flatMap(({ pid }) => pid ?? []);
  return (
    <>
      <dl class="service-facts">
        <Fact label="Agent" values={agents} missing="none says so" />
        <Fact label="SDK" values={sdks} missing="not told (telemetry.sdk.*)" />
        <Fact label="Runtime" values={runtimes} missing="not told (process.runtime.*)" />
        <Fact label="Version" values={versions} missing="not told (service.version)" />
        <Fact label="Environment" values={environments} missing="not told (deployment.environment.name)" />
        <div>
          <dt>{formatMany(instances.length + otherInstances, 'process', 'processes')}</dt>
          <dd>
            <ul>
              {instances.map(({ id, place: where, pid, lastSeenMs }) => (
                <li key={`${id} ${where} ${pid}`} title={id}>
                  {[where, pid === undefined ? '' : `process ${pid}`].filter(Boolean).join(', ') ||
                    id ||
                    'not told apart (service.instance.id)'}{' '}
                  <span class="age">{formatAgo(lastSeenMs, now)}</span>
                </li>
              ))}
              {otherInstances > 0 && <li>{formatCount(otherInstances)} more</li>}
            </ul>
          </dd>
        </div>
      </dl>
      {state.spans.count === 0 && (
        <p class="advice">
          No span has arrived. <code>otel-agent doctor --pid {pids[0] ?? 'PID'}</code> on its machine names
          the reason.
        </p>
      )}
    </>
  );
}

function Fact({
  label,
  values,
  missing,
}: {
  readonly label: string;
  readonly values: readonly string[];
  readonly missing: string;
}) {
  return (
    <div>
      <dt>{label}</dt>
      <dd class={values.length === 0 ? 'none' : undefined}>
        <Breakable text={values.join(', ') || missing} />
      </dd>
    </div>
  );
}
