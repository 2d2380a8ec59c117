import type { FoundTrace } from '../../receiver/query/search-traces';
import { formatInColumn } from '../format/duration';
import { formatCount, formatMany } from '../format/number';
import { formatDateTime, formatTime, unixMs } from '../format/time';
import { Icon } from '../parts/icon';
import { ServiceTag } from '../parts/service-tag';
import { VirtualRows } from '../parts/virtual-rows';
import { change } from '../state/place';
import { hueOf } from '../state/services';
import { useShortcut } from '../state/shortcuts';

const ROW_HEIGHT = 36;

/** Traces as rows that lead to them. Columns sort, the largest first. */
export function TraceList({
  traces,
  order = 'recent',
}: {
  readonly traces: readonly FoundTrace[];
  readonly order: string | undefined;
}) {
  const longest = traces.reduce((most, { durationNs }) => Math.max(most, durationNs), 1);
  useShortcut('j', 'Next trace', () => moveFocus(1));
  useShortcut('k', 'Previous trace', () => moveFocus(-1));
  return (
    <div class="card trace-list">
      <div class="trace-row head">
        <SortButton label="Started" by="recent" order={order} />
        <span>Trace</span>
        <span>Services</span>
        <SortButton label="Spans" by="spans" order={order} />
        <SortButton label="Errors" by="errors" order={order} />
        <SortButton label="Duration" by="duration" order={order} />
      </div>
      <VirtualRows count={traces.length} rowHeight={ROW_HEIGHT}>
        {row => <TraceRow key={traces[row]!.traceId} trace={traces[row]!} longest={longest} />}
      </VirtualRows>
    </div>
  );
}

function SortButton({
  label,
  by,
  order,
}: {
  readonly label: string;
  readonly by: string;
  readonly order: string;
}) {
  const isSorting = order === by;
  return (
    <button
      type="button"
      class="sort"
      aria-pressed={isSorting}
      title={`Sort by ${label.toLowerCase()}`}
      onClick={() => change({ order: by === 'recent' ? undefined : by })}
    >
      {label}
    </button>
  );
}

function TraceRow({ trace, longest }: { readonly trace: FoundTrace; readonly longest: number }) {
  const { traceId, startUnixNano, durationNs, spanCount, errorCount, root, path, services } = trace;
  const ms = unixMs(startUnixNano);
  return (
    <a class={`trace-row ${hueOf(root.service)}`} href={`/trace/${traceId}`}>
      <time title={formatDateTime(ms)}>{formatTime(ms)}</time>
      <span class="root" title={`${root.service} ${root.name} ${path ?? ''}`.trim()}>
        <ServiceTag name={root.service} />
        <span class="name">
          <b>{root.name}</b>
          {path !== undefined && <span class="path"> {path}</span>}
        </span>
      </span>
      <span class="services" title={services.map(({ service, spans }) => `${service}: ${spans}`).join('\n')}>
        {services.map(({ service, errors }) => (
          <i key={service} class={`dot ${hueOf(service)}${errors > 0 ? ' failed' : ''}`} />
        ))}
        <span class="unseen">{formatMany(services.length, 'service')}, </span>
      </span>
      <span class="number">
        {formatCount(spanCount)}
        <span class="unseen"> {spanCount === 1 ? 'span' : 'spans'}, </span>
      </span>
      <span class="number">
        {errorCount > 0 ? (
          <em class="failing">
            <Icon name="alert" />
            {formatCount(errorCount)}
            <span class="unseen"> {errorCount === 1 ? 'error' : 'errors'}, </span>
          </em>
        ) : null}
      </span>
      <span class="duration-bar">
        <span>{formatInColumn(durationNs)}</span>
        <i style={{ width: `${Math.max(0.5, (durationNs / longest) * 100)}%` }} />
      </span>
    </a>
  );
}

/** Goes from row to row; from elsewhere to the first. */
function moveFocus(step: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>('a.trace-row')];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const next = at === -1 ? rows[0] : rows[at + step];
  next?.focus();
}
