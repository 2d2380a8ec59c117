import type { TraceBlock } from '../../../receiver/analyse/profile/trace-blocks';
import { formatDuration } from '../../format/duration';
import { Stack } from '../../parts/stack';
import { stackText } from '../../profile/place-of';

/** Stretches in which the event loop stood still during a span. */
export function SpanBlocks({ blocks }: { readonly blocks: readonly TraceBlock[] }) {
  return (
    <>
      {blocks.map(({ fromNs, toNs, isOwn, stack }) => (
        <div key={fromNs} class="event-entry">
          <b>{formatDuration(toNs - fromNs)}</b>{' '}
          {isOwn ? 'computing in this span' : 'waiting while the process computed for other requests'}
          <Stack text={stackText(stack)} />
        </div>
      ))}
    </>
  );
}
