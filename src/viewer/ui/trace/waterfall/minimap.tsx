import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { PageSpan } from '../../../receiver/analyse/trace/trace-page';
import { usedColour } from '../../parts/used-colour';
import { hueOf } from '../../state/services';
import { isDark } from '../../state/theme';
import type { OpenTrace } from '../use-open-trace';
import { shareOf } from './stretches';

const HEIGHT = 44;
/** A drag of a smaller part is a click. */
const LEAST_SHARE = 0.004;

/** The whole trace in small. A drag shows that stretch of time in large, a double click all of it again. */
export function Minimap({ trace: { spans, page, shown, show } }: { readonly trace: OpenTrace }) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [drag, setDrag] = useState<{ from: number; to: number } | undefined>();
  const dark = isDark.value;
  const whole = { fromNs: 0, toNs: Math.max(1, page.durationNs) };
  // The colours are those of the theme when it was drawn.
  useLayoutEffect(() => {
    const map = box.current!;
    const drawing = canvas.current!;
    const paint = () => draw(drawing, map, spans, whole.toNs);
    const observer = new ResizeObserver(paint);
    observer.observe(map);
    paint();
    return () => observer.disconnect();
  }, [spans, dark]);
  const shareAt = (event: PointerEvent) => {
    const { left, width } = box.current!.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - left) / width));
  };
  const end = () => {
    if (drag && Math.abs(drag.to - drag.from) > LEAST_SHARE) {
      const [from, to] = [Math.min(drag.from, drag.to), Math.max(drag.from, drag.to)];
      show({ fromNs: from * whole.toNs, toNs: to * whole.toNs });
    }
    setDrag(undefined);
  };
  const marked = drag
    ? { fromNs: Math.min(drag.from, drag.to) * whole.toNs, toNs: Math.max(drag.from, drag.to) * whole.toNs }
    : shown;
  return (
    <div class="minimap" aria-hidden="true">
      <span class="corner">
        {shown.fromNs > 0 || shown.toNs < whole.toNs ? (
          <button type="button" class="quiet" tabIndex={-1} onClick={() => show(undefined)}>
            Whole time (0)
          </button>
        ) : (
          'Drag to zoom'
        )}
      </span>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the whole map is hidden from assistive technology; keys zoom too */}
      <div
        class="map"
        ref={box}
        onPointerDown={event => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setDrag({ from: shareAt(event), to: shareAt(event) });
        }}
        onPointerMove={event => drag && setDrag({ ...drag, to: shareAt(event) })}
        onPointerUp={end}
        onPointerCancel={() => setDrag(undefined)}
        onDblClick={() => show(undefined)}
      >
        <canvas ref={canvas} />
        <Shade from={0} to={shareOf(marked.fromNs, whole)} />
        <Shade from={shareOf(marked.toNs, whole)} to={100} />
      </div>
    </div>
  );
}

function Shade({ from, to }: { readonly from: number; readonly to: number }) {
  return to > from ? <i class="shade" style={{ left: `${from}%`, width: `${to - from}%` }} /> : null;
}

function draw(
  canvas: HTMLCanvasElement,
  box: HTMLElement,
  spans: readonly PageSpan[],
  durationNs: number,
): void {
  const ratio = devicePixelRatio;
  const width = box.clientWidth;
  canvas.width = width * ratio;
  canvas.height = HEIGHT * ratio;
  const context = canvas.getContext('2d')!;
  context.scale(ratio, ratio);
  const colours = new Map<string, string>();
  const step = Math.min(4, HEIGHT / Math.max(1, spans.length));
  spans.forEach(({ service, startNs, durationNs: ns, status }, index) => {
    const name = status === 'error' ? '--bad' : `--${hueOf(service)}`;
    let colour = colours.get(name);
    if (colour === undefined) {
      colour = usedColour(box, name);
      colours.set(name, colour);
    }
    context.fillStyle = colour;
    const x = (startNs / durationNs) * width;
    context.fillRect(x, index * step, Math.max(1, (ns / durationNs) * width), Math.max(1, step - 1));
  });
}
