import type { BlockMark } from '../../receiver/analyse/profile/block-marks';
import { formatDuration } from '../format/duration';
import { Stack } from '../parts/stack';
import { hrefOf } from '../state/place';
import { stackText } from './place-of';

const MAX_BLOCKS = 10;

/** Stretches in which the event loop stood still, with their stacks. */
export function BlockList({ blocks }: { readonly blocks: readonly BlockMark[] }) {
  if (blocks.length === 0) return null;
  return (
    <section class="card blocks" aria-labelledby="blocks-title">
      <h2 id="blocks-title">The event loop stood still</h2>
      {blocks.slice(0, MAX_BLOCKS).map(({ atMs, durationMs, traceId, spanId, stack }) => (
        <details key={atMs}>
          <summary>
            {formatDuration(durationMs * 1e6)} in <b>{stack[0]?.name ?? 'unknown code'}</b>
          </summary>
          <Stack text={stackText(stack)} />
          {traceId !== undefined && (
            <a href={hrefOf(`/trace/${traceId}`, { span: spanId })}>Open the trace</a>
          )}
        </details>
      ))}
    </section>
  );
}
