import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { ShownTrace } from '../../../receiver/analyse/shown-trace';
import { formatDuration } from '../../format/duration';
import { useWidth } from '../../parts/use-width';
import { VirtualRows } from '../../parts/virtual-rows';
import { useShortcut } from '../../state/shortcuts';
import type { OpenTrace, Stretch } from '../use-open-trace';
import { Minimap } from './minimap';
import { type CriticalSections, shareOf } from './stretches';
import { ticksBetween } from './ticks';
import { WaterfallRow } from './waterfall-row';

export const ROW_HEIGHT = 28;
const TICKS = { wide: 5, narrow: 3 };
/** Percent of the column of bars behind which a label would be cut. */
const LAST_LABEL = 92;
/** Pixels of the column of bars below which space is short. */
const NARROW = 320;

/** Spans as rows of a tree, with bars for when they ran. */
export function Waterfall({ trace }: { readonly trace: OpenTrace }) {
  const { page, spans, rows, selected, found, shown, selectRow, toggleOpen } = trace;
  const tree = useRef<HTMLDivElement>(null);
  const times = useRef<HTMLSpanElement>(null);
  const timeWidth = useWidth(times);
  const sections = useMemo(() => sectionsOf(page), [page]);
  const hits = useMemo(() => new Set(found), [found]);
  const failures = useMemo(() => new Set(page.failures.map(({ cause }) => cause)), [page]);
  const isNarrow = timeWidth < NARROW;
  const ticks = ticksBetween(shown.fromNs, shown.toNs, isNarrow ? TICKS.narrow : TICKS.wide);
  const at = selected === undefined ? -1 : rows.indexOf(selected);
  // Not behind the details, which lie over the end of a narrow screen.
  useEffect(() => document.getElementById(`row-${at}`)?.scrollIntoView({ block: 'nearest' }), [at]);
  const move = (to: number) => selectRow(rows[Math.max(0, Math.min(rows.length - 1, to))]);
  const fold = (open: boolean) => {
    if (selected?.hasChildren && selected.isOpen !== open) toggleOpen(selected);
    else if (open) move(at + 1);
    else if (selected) move(rows.findLastIndex((row, index) => index < at && row.depth < selected.depth));
  };
  useShortcut('ArrowDown', 'Next span', () => move(at + 1));
  useShortcut('ArrowUp', 'Previous span', () => move(at - 1));
  useShortcut('ArrowRight', 'Open the span, or go into it', () => fold(true));
  useShortcut('ArrowLeft', 'Close the span, or go out of it', () => fold(false));
  useShortcut('x', 'Show repeated spans one by one', () => {
    if (selected && selected.spans.length > 1) trace.toggleSplit(selected);
  });
  useShortcut('0', 'Show the whole time', () => trace.show(undefined));
  useShortcut('Escape', 'Close the details', () => selectRow(undefined));
  return (
    <div class={isNarrow ? 'card waterfall narrow' : 'card waterfall'}>
      <Minimap trace={trace} />
      <div class="axis" aria-hidden="true">
        <span class="corner">{isNarrow ? 'Span' : 'Service and span'}</span>
        <span class="times" ref={times}>
          {ticks
            .filter(tick => shareOf(tick, shown) < LAST_LABEL)
            .map(tick => (
              <span key={tick} style={{ left: `${shareOf(tick, shown)}%` }}>
                {formatDuration(tick)}
              </span>
            ))}
        </span>
      </div>
      <div
        class="tree"
        ref={tree}
        role="treegrid"
        aria-label="Spans"
        aria-rowcount={rows.length}
        aria-activedescendant={at >= 0 ? `row-${at}` : undefined}
        tabIndex={0}
      >
        <VirtualRows count={rows.length} rowHeight={ROW_HEIGHT} inSight={at}>
          {index => {
            const row = rows[index]!;
            return (
              <WaterfallRow
                key={row.key}
                row={row}
                index={index}
                trace={trace}
                spans={spans}
                sections={sections}
                ticks={ticks}
                timeWidth={timeWidth}
                isNarrow={isNarrow}
                isHit={row.spans.some(span => hits.has(span))}
                isCause={row.spans.some(span => failures.has(span))}
              />
            );
          }}
        </VirtualRows>
      </div>
    </div>
  );
}

function sectionsOf({ criticalPath }: ShownTrace): CriticalSections {
  const sections = new Map<number, Stretch[]>();
  for (const { span, fromNs, toNs } of criticalPath) {
    const list = sections.get(span) ?? [];
    list.push({ fromNs, toNs });
    sections.set(span, list);
  }
  return sections;
}
