import { detached } from '../export/detached';

/** Time between two looks at the loop. */
const EVERY_MS = 10;
/** Length from which a stretch without a turn of the event loop is told. */
export const BLOCK_MS = 50;

/** Notes when the event loop stood still: from and to, in milliseconds of `performance.now()`. Returns what ends it. */
export function watchGaps(): () => (readonly [fromMs: number, toMs: number])[] {
  const gaps: [number, number][] = [];
  let last = performance.now();
  const look = () => {
    const now = performance.now();
    if (now - last > BLOCK_MS) gaps.push([last, now]);
    last = now;
  };
  const timer = detached(() => setInterval(look, EVERY_MS).unref());
  return () => {
    clearInterval(timer);
    look();
    return gaps;
  };
}
