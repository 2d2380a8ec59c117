import type { ErrorGroup } from '../../receiver/analyse/errors/error-groups';
import { ask } from '../api/client';
import { useAnswer } from '../api/use-answer';
import { formatCount, formatMany } from '../format/number';
import { formatAgo, formatDateTime } from '../format/time';
import { ErrorMessage, Loading, Message } from '../parts/message';
import { ServiceTag } from '../parts/service-tag';
import { FoldedStack } from '../parts/stack';
import { changes } from '../state/live';
import { change, hrefOf, place } from '../state/place';
import { timeParameters } from '../state/time-choice';
import { useTitle } from '../state/title';

/** Failures grouped by origin, the most frequent first. */
export function ErrorsPage() {
  useTitle('Errors');
  const { value, error } = useAnswer(ask.errors(timeParameters()), changes.value);
  if (value === undefined) return error ? <ErrorMessage error={error} /> : <Loading />;
  const service = place.value.parameters.get('service') ?? '';
  const services = [...new Set(value.groups.map(group => group.service))].sort();
  const groups = value.groups.filter(group => service === '' || group.service === service);
  const most = groups.reduce((count, group) => Math.max(count, group.count), 1);
  return (
    <div class="page errors">
      <div class="card-head">
        <h1>Errors</h1>
        <p role="status">
          {formatMany(value.failedTraces, 'failed trace')}, {formatMany(value.groups.length, 'root cause')}
        </p>
        <select
          aria-label="Service where it began"
          value={service}
          onChange={event => change({ service: event.currentTarget.value })}
        >
          <option value="">All services</option>
          {services.map(name => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </div>
      {groups.length === 0 && (
        <Message title="Nothing has failed">
          <p>Spans with the status error show up here, grouped by the deepest span that failed first.</p>
        </Message>
      )}
      <ol class="groups">
        {groups.map(group => (
          <Group
            key={JSON.stringify([group.service, group.operation, group.type, group.pattern])}
            group={group}
            share={group.count / most}
            nowMs={value.window.untilMs}
          />
        ))}
      </ol>
    </div>
  );
}

function Group({
  group,
  share,
  nowMs,
}: {
  readonly group: ErrorGroup;
  readonly share: number;
  readonly nowMs: number;
}) {
  const { service, operation, type, message, stack, doing, count, handled, firstMs, lastMs } = group;
  return (
    <li class="card group">
      <div class="count">
        <b>{formatCount(count)}</b>
        <i style={{ width: `${share * 100}%` }} />
        <span title={`${formatDateTime(firstMs)} to ${formatDateTime(lastMs)}`}>
          {count > 1 && (
            <>
              first {formatAgo(firstMs, nowMs)}
              <br />
              last{' '}
            </>
          )}
          {formatAgo(lastMs, nowMs)}
        </span>
      </div>
      <div class="what">
        <h2>
          {type !== '' && !message.includes(type) && <span class="type">{type}</span>}{' '}
          {message || 'No message'}
        </h2>
        <p class="root-cause">
          Began in <ServiceTag name={service} /> <b>{operation}</b>
        </p>
        {doing !== '' && <code class="doing">{doing}</code>}
        <p class="reached">
          {group.reached.map(({ service: at, operation: edge, count: times }) => (
            <span key={`${at} ${edge}`}>
              seen as <b>{edge}</b> <ServiceTag name={at} /> × {formatCount(times)}
            </span>
          ))}
          {handled > 0 && <span class="handled">{formatMany(handled, 'time')} the caller went on</span>}
        </p>
        <FoldedStack text={stack} />
        <p class="links">
          {group.examples.map(({ traceId, spanId }, at) => (
            <a key={traceId + spanId} href={hrefOf(`/trace/${traceId}`, { span: spanId })}>
              {at === 0 ? 'Newest example' : at + 1}
            </a>
          ))}
        </p>
      </div>
    </li>
  );
}
