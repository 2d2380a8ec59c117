import { useMemo, useState } from 'preact/hooks';
import { formatDuration } from '../../format/duration';
import { formatMany, formatShare } from '../../format/number';
import { change, place } from '../../state/place';
import { hueOf } from '../../state/services';
import { useShortcut } from '../../state/shortcuts';
import type { OpenTrace } from '../use-open-trace';
import { type FlameNode, flameNodes } from './flame-nodes';
import { keyOf } from './rows';

const ROW_HEIGHT = 26;
/** Share of the width below which a box has no room for a text. */
const LEAST_LABELLED = 0.06;

/** Time by path of calls: the wider a box, the more of the time was spent in it and below. */
export function FlameGraph({ trace }: { readonly trace: OpenTrace }) {
  const { spans, family, selectSpan, selectRow, selected } = trace;
  const measure = place.value.parameters.get('by') === 'self' ? 'self' : 'critical';
  const nodes = useMemo(() => flameNodes(spans, family, measure), [spans, family, measure]);
  const [zoomed, setZoomed] = useState<FlameNode | undefined>();
  useShortcut('Escape', 'Show all, then close the details', () =>
    zoomed ? setZoomed(undefined) : selectRow(undefined),
  );
  const from = zoomed?.from ?? 0;
  const width = (zoomed?.to ?? 1) - from;
  const whole =
    nodes[0] === undefined ? 1 : nodes.reduce((sum, node) => sum + (node.depth === 0 ? node.totalNs : 0), 0);
  const inView = nodes.filter(node => node.to > from && node.from < from + width);
  const depth = inView.reduce((most, node) => Math.max(most, node.depth), 0);
  const choose = (node: FlameNode) => {
    setZoomed(node === zoomed ? undefined : node);
    selectSpan(slowestOf(trace, node));
  };
  return (
    <div class="card flame">
      <div class="flame-tools">
        <select
          aria-label="Meaning of the width"
          value={measure}
          onChange={event => change({ by: event.currentTarget.value === 'self' ? 'self' : undefined })}
        >
          <option value="critical">Time on the critical path</option>
          <option value="self">Own time of all spans, also at once</option>
        </select>
        {zoomed && (
          <button type="button" class="field" onClick={() => setZoomed(undefined)}>
            Show all
          </button>
        )}
      </div>
      <div class="flame-scroll">
        <div class="flame-area" style={{ height: `${(depth + 1) * ROW_HEIGHT}px` }}>
          {inView.map(node => {
            const first = spans[node.spans[0]!]!;
            const left = Math.max(0, (node.from - from) / width);
            const right = Math.min(1, (node.to - from) / width);
            const isSlim = right - left < LEAST_LABELLED;
            const isSelected = selected?.spans.some(span => node.spans.includes(span));
            return (
              <button
                type="button"
                key={`${node.depth} ${keyOf(spans, node.spans)}`}
                class={`flame-box ${hueOf(first.service)}${first.status === 'error' ? ' failed' : ''}${isSlim ? ' slim' : ''}`}
                aria-pressed={isSelected}
                style={{
                  left: `${left * 100}%`,
                  width: `${(right - left) * 100}%`,
                  top: `${node.depth * ROW_HEIGHT}px`,
                }}
                title={
                  `${first.service}: ${first.label}\n` +
                  `${formatDuration(node.totalNs)} (${formatShare(node.totalNs / whole)}), ` +
                  `${formatDuration(node.ownNs)} of its own, ${formatMany(node.spans.length, 'span')}`
                }
                onClick={() => choose(node)}
              >
                <span class={isSlim ? 'unseen' : 'said'}>
                  {first.label}
                  {node.spans.length > 1 && ` × ${node.spans.length}`} {formatDuration(node.totalNs)}
                </span>
              </button>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function slowestOf({ spans }: OpenTrace, node: FlameNode): number {
  return node.spans.reduce((best, index) =>
    spans[index]!.durationNs > spans[best]!.durationNs ? index : best,
  );
}
