import type { ComponentChildren } from 'preact';
import type { PageSpan } from '../../receiver/analyse/trace-page';
import type { SpanEvent } from '../../receiver/trace';
import { formatDuration } from '../format/duration';
import { formatShare } from '../format/number';
import { CopyButton } from '../parts/copy-button';
import { Icon } from '../parts/icon';
import { ServiceTag } from '../parts/service-tag';
import { hrefOf } from '../state/place';
import { AttributeTable } from './attribute-table';
import { LogLine } from './log-line';
import { RepeatedSpans } from './repeated-spans';
import type { Row } from './rows';
import type { OpenTrace } from './use-open-trace';

/** Everything about the selected row. */
export function SpanPanel({ trace, row }: { readonly trace: OpenTrace; readonly row: Row }) {
  const span = trace.spans[row.spans[0]!]!;
  return (
    <aside class="card panel" aria-label="Details">
      <div class="panel-head">
        <div>
          <ServiceTag name={span.service} /> <span class="kind">{span.kind}</span>
        </div>
        <h2>{span.label}</h2>
        {span.label !== span.name && <p class="name">{span.name}</p>}
        <button
          type="button"
          class="quiet icon-only close"
          title="Close (Esc)"
          onClick={() => trace.selectRow(undefined)}
        >
          <Icon name="close" />
          <span class="unseen">Close the details</span>
        </button>
      </div>
      {row.spans.length > 1 ? (
        <RepeatedSpans trace={trace} row={row} />
      ) : (
        <SpanDetails trace={trace} span={span} />
      )}
    </aside>
  );
}

function SpanDetails({ trace, span }: { readonly trace: OpenTrace; readonly span: PageSpan }) {
  const { page } = trace;
  const exceptions = span.events.filter(event => event.name === 'exception');
  const events = span.events.filter(event => event.name !== 'exception');
  const logs = page.logs.filter(log => log.spanId === span.spanId);
  const resource = page.resources[span.resource] ?? {};
  return (
    <>
      <Timing span={span} traceNs={page.durationNs} />
      {(span.status === 'error' || exceptions.length > 0) && <Failure span={span} exceptions={exceptions} />}
      <Part title="Attributes" count={Object.keys(span.attributes).length} left={span.dropped.attributes}>
        <AttributeTable attributes={span.attributes} />
      </Part>
      {events.length > 0 && (
        <Part title="Events" count={events.length} left={span.dropped.events}>
          {events.map(event => (
            <div key={event.timeNs} class="event-entry">
              <b>{event.name}</b> <time>at {formatDuration(event.timeNs - span.startNs)}</time>
              <AttributeTable attributes={event.attributes} isSearchable={false} />
            </div>
          ))}
        </Part>
      )}
      {logs.length > 0 && (
        <Part title="Logs" count={logs.length}>
          <ol class="logs">
            {logs.map((log, at) => (
              <li key={at}>
                <time>{formatDuration(log.timeNs - span.startNs)}</time> <LogLine log={log} />
              </li>
            ))}
          </ol>
        </Part>
      )}
      {span.links.length > 0 && (
        <Part title="Links" count={span.links.length} left={span.dropped.links}>
          {span.links.map(link => (
            <div key={link.traceId + link.spanId} class="event-entry">
              <a href={hrefOf(`/trace/${link.traceId}`, { span: link.spanId })}>
                <Icon name="link" /> {link.traceId.slice(0, 12)}… / {link.spanId}
              </a>
              <AttributeTable attributes={link.attributes} isSearchable={false} />
            </div>
          ))}
        </Part>
      )}
      <Part title="Resource" count={Object.keys(resource).length} isClosed>
        <AttributeTable attributes={resource} />
      </Part>
      <Origin span={span} />
    </>
  );
}

function Timing({ span, traceNs }: { readonly span: PageSpan; readonly traceNs: number }) {
  const { startNs, durationNs, selfNs, criticalNs, skewNs } = span;
  return (
    <dl class="timing">
      <Fact
        name="Duration"
        value={formatDuration(durationNs)}
        note={formatShare(durationNs / Math.max(1, traceNs))}
      />
      <Fact name="Self time" value={formatDuration(selfNs)} />
      <Fact
        name="Critical path"
        value={formatDuration(criticalNs)}
        note={formatShare(criticalNs / Math.max(1, traceNs))}
      />
      <Fact name="Start" value={formatDuration(startNs)} />
      {skewNs !== 0 && <Fact name="Clock corrected by" value={formatDuration(skewNs)} />}
    </dl>
  );
}

function Fact({
  name,
  value,
  note,
}: {
  readonly name: string;
  readonly value: string;
  readonly note?: string;
}) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value}
        {note && <small> {note}</small>}
      </dd>
    </div>
  );
}

function Failure({
  span,
  exceptions,
}: {
  readonly span: PageSpan;
  readonly exceptions: readonly SpanEvent[];
}) {
  const isSaid = exceptions.some(each => each.attributes['exception.message'] === span.statusMessage);
  return (
    <section class="failure">
      <h3>
        <Icon name="alert" /> {span.status === 'error' ? 'Failed' : 'Exception'}
      </h3>
      {span.statusMessage !== '' && !isSaid && <p>{span.statusMessage}</p>}
      {exceptions.map(({ timeNs, attributes }) => {
        const text = (name: string) => String(attributes[`exception.${name}`] ?? '');
        const stack = text('stacktrace');
        return (
          <div key={timeNs}>
            <p>
              <b>{text('type') || 'Exception'}</b> {text('message')}
            </p>
            {stack !== '' && (
              // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard
              <pre tabIndex={0} role="group" aria-label="Stack">
                {stack}
              </pre>
            )}
          </div>
        );
      })}
    </section>
  );
}

function Part({
  title,
  count,
  left = 0,
  isClosed = false,
  children,
}: {
  readonly title: string;
  readonly count: number;
  /** What the sender left out. */
  readonly left?: number;
  readonly isClosed?: boolean;
  readonly children: ComponentChildren;
}) {
  return (
    <details class="part" open={!isClosed}>
      <summary>
        {title} <small>{count}</small>
        {left > 0 && <small> and {left} that the sender left out</small>}
      </summary>
      {children}
    </details>
  );
}

function Origin({ span }: { readonly span: PageSpan }) {
  const { spanId, parentSpanId, parent, scope, traceState } = span;
  return (
    <dl class="attributes origin">
      <div>
        <dt>Span id</dt>
        <dd>
          {spanId} <CopyButton text={spanId} what="the span id" />
        </dd>
      </div>
      {parentSpanId !== undefined && (
        <div>
          <dt>Parent</dt>
          <dd>
            {parentSpanId} {parent < 0 && '(has not arrived)'}
          </dd>
        </div>
      )}
      {scope.name !== '' && (
        <div>
          <dt>Made by</dt>
          <dd>
            {scope.name} {scope.version}
          </dd>
        </div>
      )}
      {traceState !== '' && (
        <div>
          <dt>Trace state</dt>
          <dd>{traceState}</dd>
        </div>
      )}
    </dl>
  );
}
