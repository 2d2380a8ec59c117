import type { ComparedPart } from '../../receiver/analyse/operations/compare';
import { formatDuration, formatExtra } from '../format/duration';
import { formatMany, formatShare } from '../format/number';
import { ServiceTag } from '../parts/service-tag';

/** Steps below this share of the extra time explain nothing. */
const LEAST_SHARE = 0.005;
const MAX_PARTS = 40;

/** Steps of an operation by their part of the extra time, the largest first. */
export function ComparedParts({ parts }: { readonly parts: readonly ComparedPart[] }) {
  const telling = parts.filter(part => part.share >= LEAST_SHARE).slice(0, MAX_PARTS);
  const longest = telling.reduce((most, part) => Math.max(most, part.slowNs, part.typicalNs), 1);
  return (
    <section class="card parts" aria-labelledby="parts-title">
      <h2 id="parts-title">Where the extra time goes</h2>
      <p class="explain">
        Each span's own time on the critical path, as the mean of a request. Waiting counts at the span that
        is waited for. Shares are of the time that was added.
      </p>
      <ol>
        {telling.map(part => (
          <PartRow key={JSON.stringify(part.path)} part={part} longest={longest} />
        ))}
      </ol>
      {telling.length === 0 && <p class="none">Nothing stands out.</p>}
      {parts.length > telling.length && <p class="more">{restOf(parts, telling.length)}</p>}
    </section>
  );
}

/** Steps that are not shown: those that take as long, and those that take less. */
function restOf(parts: readonly ComparedPart[], shown: number): string {
  const less = parts.filter(
    ({ extraNs, slowNs, typicalNs }) => -extraNs > Math.max(slowNs, typicalNs) * 0.05,
  );
  const rest = `${formatMany(parts.length - shown, 'other step')}`;
  if (less.length === 0) return `${rest} without a difference.`;
  const savedNs = less.reduce((sum, { extraNs }) => sum + extraNs, 0);
  return `${rest}, ${less.length} of which took less when slow (${formatExtra(savedNs)}).`;
}

function PartRow({ part, longest }: { readonly part: ComparedPart; readonly longest: number }) {
  const { path, slowNs, typicalNs, extraNs, share, slowCalls, typicalCalls } = part;
  const step = path.at(-1)!;
  const above = path.slice(0, -1);
  const width = (ns: number) => ({ width: `${(Math.max(0, ns) / longest) * 100}%` });
  return (
    <li>
      <div class="share">
        <b>{formatShare(share)}</b>
        <span>{formatExtra(extraNs)}</span>
      </div>
      <div class="what">
        <p class="step">
          <ServiceTag name={step.service} /> <b>{step.label}</b>
          {Math.abs(slowCalls - typicalCalls) > 0.5 && (
            <span class="calls">
              {calls(typicalCalls)} → {calls(slowCalls)} calls
            </span>
          )}
        </p>
        {above.length > 0 && (
          <p class="path">{above.map(({ service, label }) => `${service} ${label}`).join(' › ')}</p>
        )}
        <div class="bars">
          <span class="slow" style={width(slowNs)} />
          <span class="bar-label">{formatDuration(slowNs)} when slow</span>
          <span class="typical" style={width(typicalNs)} />
          <span class="bar-label">{formatDuration(typicalNs)} typically</span>
        </div>
      </div>
    </li>
  );
}

function calls(count: number): string {
  return String(Number(count.toFixed(1)));
}
