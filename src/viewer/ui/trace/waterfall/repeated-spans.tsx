import { formatDuration } from '../../format/duration';
import { formatCount } from '../../format/number';
import type { OpenTrace } from '../use-open-trace';
import type { Row } from './rows';

const MAX_SHOWN = 20;

/** Several alike spans in one: how long they took together and each, the slowest first. */
export function RepeatedSpans({
  trace: { spans, selectSpan, toggleSplit },
  row,
}: {
  readonly trace: OpenTrace;
  readonly row: Row;
}) {
  const byDuration = [...row.spans].sort((a, b) => spans[b]!.durationNs - spans[a]!.durationNs);
  const durationOf = (index: number) => spans[index]!.durationNs;
  const sum = row.spans.reduce((ns, index) => ns + durationOf(index), 0);
  const critical = row.spans.reduce((ns, index) => ns + spans[index]!.criticalNs, 0);
  return (
    <>
      <dl class="timing">
        <div>
          <dt>Times</dt>
          <dd>{formatCount(row.spans.length)}</dd>
        </div>
        <div>
          <dt>Together</dt>
          <dd>{formatDuration(sum)}</dd>
        </div>
        <div>
          <dt>Critical path</dt>
          <dd>{formatDuration(critical)}</dd>
        </div>
        <div>
          <dt>Median</dt>
          <dd>{formatDuration(durationOf(byDuration[Math.floor(byDuration.length / 2)]!))}</dd>
        </div>
        <div>
          <dt>Longest</dt>
          <dd>{formatDuration(durationOf(byDuration[0]!))}</dd>
        </div>
      </dl>
      <div class="part">
        <button type="button" class="field" onClick={() => toggleSplit(row)}>
          {row.isSplit ? 'Show as one' : 'Show one by one'}
        </button>
        <ol class="repeated">
          {byDuration.slice(0, MAX_SHOWN).map(index => (
            <li key={index}>
              <button type="button" class="text" onClick={() => selectSpan(index)}>
                {formatDuration(durationOf(index))}
              </button>{' '}
              at {formatDuration(spans[index]!.startNs)}
            </li>
          ))}
        </ol>
      </div>
    </>
  );
}
