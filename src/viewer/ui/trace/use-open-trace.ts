import { useEffect, useMemo, useState } from 'preact/hooks';
import type { ShownTrace } from '../../receiver/analyse/shown-trace';
import type { PageSpan } from '../../receiver/analyse/trace/trace-page';
import { change, place } from '../state/place';
import { findInTrace } from './find-in-trace';
import { type Family, type Folding, familyOf, foldingThatShows, type Row, rowsOf } from './waterfall/rows';

/** A stretch of the trace's time, in nanoseconds from its start. */
export interface Stretch {
  readonly fromNs: number;
  readonly toNs: number;
}

/** A trace with the user's selection, search and zoom. */
export interface OpenTrace {
  readonly page: ShownTrace;
  readonly spans: readonly PageSpan[];
  readonly family: Family;
  readonly rows: readonly Row[];
  /** The row that the panel is about. */
  readonly selected: Row | undefined;
  /** Text of the search, and the spans that contain it. */
  readonly text: string;
  readonly found: readonly number[];
  /** Failed spans in the order of the tree. */
  readonly failed: readonly number[];
  /** The stretch of time that is shown. */
  readonly shown: Stretch;
  selectRow(row: Row | undefined): void;
  /** Selects a span, and opens what hides it. */
  selectSpan(index: number): void;
  toggleOpen(row: Row): void;
  toggleSplit(row: Row): void;
  find(text: string): void;
  show(stretch: Stretch | undefined): void;
}

const NOTHING_FOLDED: Folding = { closed: new Set(), split: new Set() };

/** Everything about an open trace that its views share. Selection, search and zoom are in the address. */
export function useOpenTrace(page: ShownTrace): OpenTrace {
  const { spans } = page;
  const { parameters } = place.value;
  const [folding, setFolding] = useState(NOTHING_FOLDED);
  const family = useMemo(() => familyOf(spans), [spans]);
  const rows = useMemo(() => rowsOf(spans, family, folding), [spans, family, folding]);
  const failed = useMemo(
    () => spans.flatMap((span, index) => (span.status === 'error' ? [index] : [])),
    [spans],
  );
  const text = parameters.get('find') ?? '';
  const found = useMemo(() => findInTrace(spans, text), [spans, text]);
  const key = parameters.get('span') ?? '';
  const selected = rows.find(row => row.key === key);
  const reveal = (index: number) => setFolding(before => foldingThatShows(spans, family, before, index));
  const hidden = selected === undefined ? spans.findIndex(span => span.spanId === key) : -1;
  // A span that the user hides again stays hidden.
  useEffect(() => {
    if (hidden >= 0) reveal(hidden);
  }, [key, spans]);
  return {
    page,
    spans,
    family,
    rows,
    selected,
    text,
    found,
    failed,
    shown: stretchIn(parameters, page),
    selectRow: row => change({ span: row?.key }, { replace: true }),
    selectSpan: index => {
      reveal(index);
      change({ span: spans[index]!.spanId }, { replace: true });
    },
    toggleOpen: row => setFolding(before => ({ ...before, closed: toggled(before.closed, row.key) })),
    toggleSplit: row => setFolding(before => ({ ...before, split: toggled(before.split, row.key) })),
    find: next => change({ find: next }, { replace: true }),
    show: stretch =>
      change(
        { zoom: stretch && `${Math.round(stretch.fromNs)}-${Math.round(stretch.toNs)}` },
        { replace: true },
      ),
  };
}

function stretchIn(parameters: URLSearchParams, { durationNs }: ShownTrace): Stretch {
  const [, from, to] = /^(\d+)-(\d+)$/.exec(parameters.get('zoom') ?? '') ?? [];
  const whole = { fromNs: 0, toNs: Math.max(1, durationNs) };
  if (from === undefined || Number(from) >= Number(to)) return whole;
  return { fromNs: Number(from), toNs: Number(to) };
}

function toggled(set: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(key)) next.add(key);
  return next;
}
