import type { ComponentChildren } from 'preact';
import type { PageSpan } from '../../../receiver/analyse/trace/trace-page';
import { formatDuration } from '../../format/duration';
import { unixMs } from '../../format/time';
import { Breakable } from '../../parts/breakable';
import { CopyButton } from '../../parts/copy-button';
import { Icon } from '../../parts/icon';
import { ServiceTag } from '../../parts/service-tag';
import { hrefOf } from '../../state/place';
import type { OpenTrace } from '../use-open-trace';
import { RepeatedSpans } from '../waterfall/repeated-spans';
import type { Row } from '../waterfall/rows';
import { AttributeTable } from './attribute-table';
import { LogLine } from './log-line';
import { SpanBlocks } from './span-blocks';
import { SpanFailure } from './span-failure';
import { SpanRuntime } from './span-runtime';
import { SpanTiming } from './span-timing';

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
  const blocks = page.blocks.filter(block => page.spans[block.span] === span);
  const resource = page.resources[span.resource] ?? {};
  return (
    <>
      <SpanTiming span={span} traceNs={page.durationNs} />
      <SpanRuntime service={span.service} atMs={unixMs(page.startUnixNano) + span.startNs / 1e6} />
      {(span.status === 'error' || exceptions.length > 0) && (
        <SpanFailure span={span} exceptions={exceptions} />
      )}
      <Part title="Attributes" count={Object.keys(span.attributes).length} left={span.dropped.attributes}>
        <AttributeTable attributes={span.attributes} />
      </Part>
      {blocks.length > 0 && (
        <Part title="Event loop stood still" count={blocks.length}>
          <SpanBlocks blocks={blocks} />
        </Part>
      )}
      {events.length > 0 && (
        <Part title="Events" count={events.length} left={span.dropped.events}>
          {events.map((event, at) => (
            <div key={at} class="event-entry">
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
          {span.links.map((link, at) => (
            <div key={at} class="event-entry">
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

function Part({
  title,
  count,
  left = 0,
  isClosed = false,
  children,
}: {
  readonly title: string;
  readonly count: number;
  /** Counts of attributes, events and links that the sender dropped. */
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
            <Breakable text={scope.name} /> {scope.version}
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
