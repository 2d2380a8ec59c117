import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Rows beyond the edges that are drawn too, so that scrolling shows no gap. */
const SPARE = 12;

/** A long list of which only the rows in sight are in the page. All rows have one height. */
export function VirtualRows({
  count,
  rowHeight,
  inSight,
  children,
}: {
  readonly count: number;
  readonly rowHeight: number;
  /** A row to scroll to when it changes. */
  readonly inSight?: number | undefined;
  readonly children: (row: number) => ComponentChildren;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [{ top, height }, setView] = useState({ top: 0, height: 900 });
  useLayoutEffect(() => {
    const element = box.current!;
    const look = () => setView({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    look();
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);
  useLayoutEffect(() => {
    if (inSight !== undefined && inSight >= 0) bringIntoSight(box.current!, inSight * rowHeight, rowHeight);
  }, [inSight, rowHeight]);
  const first = Math.max(0, Math.floor(top / rowHeight) - SPARE);
  const last = Math.min(count, Math.ceil((top + height) / rowHeight) + SPARE);
  return (
    <div class="virtual-rows" ref={box} role="presentation">
      <div class="all-rows" role="presentation" style={{ height: `${count * rowHeight}px` }}>
        <div
          class="rows-in-sight"
          role="presentation"
          style={{ transform: `translateY(${first * rowHeight}px)` }}
        >
          {Array.from({ length: Math.max(0, last - first) }, (_, at) => children(first + at))}
        </div>
      </div>
    </div>
  );
}

function bringIntoSight(box: HTMLElement, from: number, height: number): void {
  const margin = Math.min(3 * height, box.clientHeight / 3);
  if (from < box.scrollTop + margin) box.scrollTop = from - margin;
  else if (from + height > box.scrollTop + box.clientHeight - margin)
    box.scrollTop = from + height + margin - box.clientHeight;
}
