import { useMemo, useRef } from 'preact/hooks';
import type { TracePage } from '../../receiver/analyse/trace-page';
import { formatDuration } from '../format/duration';
import { VirtualRows } from '../parts/virtual-rows';
import { useShortcut } from '../state/shortcuts';
import { Minimap } from './minimap';
import { ticksBetween } from './ticks';
import type { OpenTrace, Stretch } from './use-open-trace';
import { WaterfallRow } from './waterfall-row';

export const ROW_HEIGHT = 28;
const TICKS = 5;

/** Stretches of the critical path by span. */
export type CriticalSections = ReadonlyMap<number, readonly Stretch[]>;

/** Spans as rows of a tree, with bars for when they ran. */
export function Waterfall({ trace }: { readonly trace: OpenTrace }) {
  const { page, spans, rows, selected, found, shown, selectRow, toggleOpen } = trace;
  const tree = useRef<HTMLDivElement>(null);
  const sections = useMemo(() => sectionsOf(page), [page]);
  const hits = useMemo(() => new Set(found), [found]);
  const failures = useMemo(() => new Set(page.failures.map(({ cause }) => cause)), [page]);
  const ticks = ticksBetween(shown.fromNs, shown.toNs, TICKS);
  const at = selected === undefined ? -1 : rows.indexOf(selected);
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
    <div class="card waterfall">
      <Minimap trace={trace} />
      <div class="axis" aria-hidden="true">
        <span class="corner">Service and span</span>
        <span class="times">
          {ticks.map(tick => (
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

/** Where a moment lies in a stretch of time, in percent. */
export function shareOf(ns: number, { fromNs, toNs }: Stretch): number {
  return ((ns - fromNs) / (toNs - fromNs)) * 100;
}

function sectionsOf({ criticalPath }: TracePage): CriticalSections {
  const sections = new Map<number, Stretch[]>();
  for (const { span, fromNs, toNs } of criticalPath) {
    const list = sections.get(span) ?? [];
    list.push({ fromNs, toNs });
    sections.set(span, list);
  }
  return sections;
}
