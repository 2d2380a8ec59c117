import type { PageSpan } from '../../../receiver/analyse/trace/trace-page';
import { formatDuration } from '../../format/duration';
import { formatShare } from '../../format/number';

/** Duration of a span, its share of the trace, and its start. */
export function SpanTiming({ span, traceNs }: { readonly span: PageSpan; readonly traceNs: number }) {
  const { startNs, durationNs, selfNs, criticalNs, skewNs } = span;
  return (
    <dl class="timing">
      <Fact
        name="Duration"
        value={formatDuration(durationNs)}
        note={formatShare(durationNs / Math.max(1, traceNs))}
      />
      <Fact name="Self time" value={formatDuration(selfNs)} />
      <Fact
        name="Critical path"
        value={formatDuration(criticalNs)}
        note={formatShare(criticalNs / Math.max(1, traceNs))}
      />
      <Fact name="Start" value={formatDuration(startNs)} />
      {skewNs !== 0 && <Fact name="Clock corrected by" value={formatDuration(skewNs)} />}
    </dl>
  );
}

function Fact({
  name,
  value,
  note,
}: {
  readonly name: string;
  readonly value: string;
  readonly note?: string;
}) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value}
        {note && <small> {note}</small>}
      </dd>
    </div>
  );
}
