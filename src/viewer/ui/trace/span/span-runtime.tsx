import { ask } from '../../api/client';
import { useAnswer } from '../../api/use-answer';
import { valueFormat } from '../../metrics/format-value';
import { hrefOf } from '../../state/place';

/** Runtime metrics that explain a slow span, by their names in the semantic conventions. */
const RUNTIME = [
  { name: 'nodejs.eventloop.delay.p99', label: 'Event loop delay p99', unit: 's' },
  { name: 'nodejs.eventloop.utilization', label: 'Event loop in use', unit: '1' },
  { name: 'v8js.memory.heap.used', label: 'Heap used', unit: 'By' },
  { name: 'v8js.gc.duration', label: 'Garbage collection', unit: 's' },
] as const;

/** Metrics are exported each minute. */
const AROUND_MS = 60_000;

/** State of the runtime of a span's service at its minute; nothing where the service sends no such metrics. */
export function SpanRuntime({ service, atMs }: { readonly service: string; readonly atMs: number }) {
  const { value } = useAnswer(ask.metrics());
  const sent = new Set(
    (value?.instruments ?? []).filter(each => each.service === service).map(({ name }) => name),
  );
  const known = RUNTIME.filter(({ name }) => sent.has(name));
  if (known.length === 0) return null;
  return (
    <section class="runtime" aria-label="Runtime at this minute">
      <h3>Runtime at this minute</h3>
      <dl class="timing">
        {known.map(metric => (
          <RuntimeValue key={metric.name} service={service} atMs={atMs} {...metric} />
        ))}
      </dl>
    </section>
  );
}

function RuntimeValue({
  service,
  atMs,
  name,
  label,
  unit,
}: {
  readonly service: string;
  readonly atMs: number;
  readonly name: string;
  readonly label: string;
  readonly unit: string;
}) {
  const minute = { since: Math.floor(atMs - AROUND_MS), until: Math.ceil(atMs + AROUND_MS) };
  const { value } = useAnswer(ask.metricSeries({ ...minute, service, name, buckets: 1 }));
  const values = (value?.series ?? []).map(({ latest }) => latest).filter(latest => latest !== null);
  const format = valueFormat({ name, unit }, value?.stat === 'rate');
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <a href={hrefOf('/metrics', { ...minute, service, metric: name })}>
          {values.length === 0 ? 'not told' : format(Math.max(...values))}
        </a>
      </dd>
    </div>
  );
}
