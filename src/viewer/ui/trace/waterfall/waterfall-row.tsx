import type { TraceBlock } from '../../../receiver/analyse/profile/trace-blocks';
import type { PageSpan } from '../../../receiver/analyse/trace/trace-page';
import { formatDuration } from '../../format/duration';
import { formatMany } from '../../format/number';
import { Icon } from '../../parts/icon';
import { hueOf } from '../../state/services';
import type { OpenTrace, Stretch } from '../use-open-trace';
import type { Row } from './rows';
import { type CriticalSections, shareOf } from './stretches';

/** Pixels that a level is moved in; deeper levels are not moved in any further: names need room. */
const INDENT = { wide: { step: 14, levels: 24 }, narrow: { step: 7, levels: 8 } };
/** Bars of one row at most: more cannot be told apart. */
const MAX_BARS = 240;
/** Pixels that a duration takes. */
const TEXT_WIDTH = 66;

/** Row of the waterfall: the span's place in the tree on the left, its time on the right. */
export function WaterfallRow({
  row,
  index,
  trace,
  spans,
  sections,
  ticks,
  timeWidth,
  isNarrow,
  isHit,
  isCause,
}: {
  readonly row: Row;
  readonly index: number;
  readonly trace: OpenTrace;
  readonly spans: readonly PageSpan[];
  readonly sections: CriticalSections;
  readonly ticks: readonly number[];
  /** Pixels of the column of bars. */
  readonly timeWidth: number;
  /** Names take all the room there is: services are told by their colours alone. */
  readonly isNarrow: boolean;
  readonly isHit: boolean;
  readonly isCause: boolean;
}) {
  const { shown, selected, selectRow, toggleOpen, toggleSplit } = trace;
  const first = spans[row.spans[0]!]!;
  const indent = isNarrow ? INDENT.narrow : INDENT.wide;
  const classes = ['row', hueOf(first.service)];
  if (row.key === selected?.key) classes.push('selected');
  if (isHit) classes.push('hit');
  if (first.status === 'error') classes.push('failed');
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree around it has the keyboard
    <div
      id={`row-${index}`}
      class={classes.join(' ')}
      role="row"
      tabIndex={-1}
      aria-level={row.depth + 1}
      aria-rowindex={index + 1}
      aria-expanded={row.hasChildren ? row.isOpen : undefined}
      aria-selected={row.key === selected?.key}
      onClick={() => selectRow(row.key === selected?.key ? undefined : row)}
    >
      <span
        class="place"
        role="gridcell"
        tabIndex={-1}
        style={{ paddingLeft: `${(isNarrow ? 2 : 8) + Math.min(row.depth, indent.levels) * indent.step}px` }}
        title={`${first.service} ${first.label}`}
      >
        <Toggle row={row} onToggle={() => toggleOpen(row)} />
        <i class="hue" />
        <span class={isOfParent(first, spans) ? 'service-name unseen' : 'service-name'}>{first.service}</span>
        <span class="label">{first.label}</span>
        {row.spans.length > 1 && (
          <button
            type="button"
            class="repeats"
            tabIndex={-1}
            title={row.isSplit ? 'Show as one (x)' : 'Show one by one (x)'}
            onClick={event => {
              event.stopPropagation();
              toggleSplit(row);
            }}
          >
            × {row.spans.length}
          </button>
        )}
        {first.status === 'error' && (
          <span class={isCause ? 'mark cause' : 'mark'} title={isCause ? 'The failure began here' : 'Failed'}>
            <Icon name="alert" />
            <span class="unseen">{isCause ? 'the failure began here' : 'failed'}</span>
          </span>
        )}
      </span>
      <span class="time" role="gridcell" tabIndex={-1}>
        {ticks.map(tick => (
          <i key={tick} class="grid-line" style={{ left: `${shareOf(tick, shown)}%` }} />
        ))}
        <Bars
          row={row}
          spans={spans}
          sections={sections}
          blocks={trace.page.blocks}
          shown={shown}
          timeWidth={timeWidth}
        />
      </span>
    </div>
  );
}

/** The service above already stands there. */
function isOfParent({ parent, service }: PageSpan, spans: readonly PageSpan[]): boolean {
  return spans[parent]?.service === service;
}

function Toggle({ row, onToggle }: { readonly row: Row; readonly onToggle: () => void }) {
  if (!row.hasChildren) return <span class="toggle" />;
  return (
    <button
      type="button"
      class={row.isOpen ? 'toggle open' : 'toggle'}
      tabIndex={-1}
      aria-label={row.isOpen ? 'Close' : 'Open'}
      onClick={event => {
        event.stopPropagation();
        onToggle();
      }}
    >
      <svg viewBox="0 0 8 8" aria-hidden="true">
        <path d="M2 1l4 3-4 3z" />
      </svg>
    </button>
  );
}

function Bars({
  row,
  spans,
  sections,
  blocks,
  shown,
  timeWidth,
}: {
  readonly row: Row;
  readonly spans: readonly PageSpan[];
  readonly sections: CriticalSections;
  /** Stretches in which an event loop stood still. */
  readonly blocks: readonly TraceBlock[];
  readonly shown: Stretch;
  readonly timeWidth: number;
}) {
  const members = row.spans.slice(0, MAX_BARS).map(index => spans[index]!);
  const critical = row.spans.slice(0, MAX_BARS).flatMap(index => sections.get(index) ?? []);
  const endNs = members.reduce((last, span) => Math.max(last, span.startNs + span.durationNs), 0);
  const totalNs = row.spans.reduce((sum, index) => sum + spans[index]!.durationNs, 0);
  const start = shareOf(members[0]!.startNs, shown);
  const end = shareOf(endNs, shown);
  return (
    <>
      {members.map((span, at) => (
        <i key={at} class="bar" style={extent(span.startNs, span.startNs + span.durationNs, shown)} />
      ))}
      {critical.slice(0, MAX_BARS).map(({ fromNs, toNs }) => (
        <i key={fromNs} class="critical" style={extent(fromNs, toNs, shown)} />
      ))}
      {blocks
        .filter(({ span }) => row.spans.includes(span))
        .map(({ fromNs, toNs }) => (
          <i key={fromNs} class="blocked" style={extent(fromNs, toNs, shown)} />
        ))}
      {members.flatMap(span =>
        span.events.map(event => (
          <i
            key={event.timeNs}
            class={event.name === 'exception' ? 'event failing' : 'event'}
            style={{ left: `${shareOf(event.timeNs, shown)}%` }}
          />
        )),
      )}
      <span {...placeOfText(start, end, timeWidth)}>
        {formatDuration(totalNs)}
        {row.spans.length > 1 && <span class="unseen"> in {formatMany(row.spans.length, 'span')}</span>}
      </span>
    </>
  );
}

function extent(fromNs: number, toNs: number, shown: Stretch): { left: string; width: string } {
  const from = Math.max(-1, shareOf(fromNs, shown));
  const to = Math.min(101, shareOf(toNs, shown));
  return { left: `${from}%`, width: to < from ? '0' : `max(2px, ${to - from}%)` };
}

/**
 * Beside the bar: after it, or before it where there is no room, else within it. Percent of the column's width, in
 * which the text needs its pixels.
 */
function placeOfText(
  start: number,
  end: number,
  timeWidth: number,
): { class: string; style: { left: string } | { right: string } } {
  const needed = (TEXT_WIDTH / Math.max(TEXT_WIDTH, timeWidth)) * 100;
  if (end <= 100 - needed) return { class: 'took', style: { left: `${Math.max(0, end)}%` } };
  if (start >= needed)
    return { class: 'took', style: { right: `${Math.min(100, Math.max(0, 100 - start))}%` } };
  return { class: 'took on-bar', style: { right: `${Math.min(100 - needed, Math.max(0, 100 - end))}%` } };
}
