import type { ExportHealth, SignalHealth } from '../../receiver/analyse/services/health';
import type { ServiceState } from '../../receiver/analyse/services/service-states';
import { formatDuration } from '../format/duration';
import { formatCount } from '../format/number';
import { formatAgo } from '../format/time';
import { ScrollTable } from './scroll-table';

/** Fate of a service's items, and times and failures of its export requests. */
export function ExportCard({
  state: { health, agents },
  now,
}: {
  readonly state: ServiceState;
  readonly now: number;
}) {
  return (
    <section class="card" aria-labelledby="export-title">
      <div class="card-head">
        <h2 id="export-title">Export</h2>
        {health !== undefined && <span class="age">as of {formatAgo(health.newestMs, now)}</span>}
      </div>
      {health === undefined ? (
        <p class="advice">
          Not known: the service sends no <code>otel.sdk.*</code> metrics.{' '}
          {agents.some(agent => agent.startsWith('otel-agent'))
            ? 'The agent sends them with each export of metrics, a minute after its start at first, unless OTEL_AGENT_SELF_METRICS or OTEL_METRICS_EXPORTER turns them off.'
            : 'Some SDKs send them on request, as OpenTelemetry for Node.js with OTEL_NODE_EXPERIMENTAL_SDK_METRICS=true.'}
        </p>
      ) : (
        <>
          <SignalTable signals={health.signals} />
          <RequestTable exports={health.exports} />
        </>
      )}
    </section>
  );
}

const NAMES: { readonly [signal: string]: string } = {
  traces: 'Spans',
  logs: 'Log records',
  metrics: 'Data points',
};

function SignalTable({ signals }: { readonly signals: readonly SignalHealth[] }) {
  return (
    <ScrollTable label="Items">
      <thead>
        <tr>
          <th scope="col">Items</th>
          <th scope="col" class="number">
            Ended
          </th>
          <th scope="col" class="number">
            Acknowledged
          </th>
          <th scope="col" class="number">
            Waiting
          </th>
          <th scope="col">Lost</th>
        </tr>
      </thead>
      <tbody>
        {signals.map(({ signal, ended, acknowledged, waiting, dropped }) => (
          <tr key={signal}>
            <th scope="row">{NAMES[signal]}</th>
            <td class="number">{formatCount(ended)}</td>
            <td class="number">{formatCount(acknowledged)}</td>
            <td class="number">{formatCount(waiting)}</td>
            <td class={dropped.length === 0 ? 'none' : 'failing'}>
              {dropped.map(({ reason, items }) => `${formatCount(items)} ${reason}`).join(', ') || 'none'}
            </td>
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  );
}

function RequestTable({ exports }: { readonly exports: readonly ExportHealth[] }) {
  if (exports.length === 0) return <p class="advice">Times of its export requests are not told.</p>;
  const ms = (value: number | undefined) => (value === undefined ? '–' : formatDuration(value * 1e6));
  return (
    <ScrollTable label="Export requests">
      <thead>
        <tr>
          <th scope="col">Requests of</th>
          <th scope="col" class="number">
            All
          </th>
          <th scope="col" class="number">
            Failed
          </th>
          <th scope="col" class="number">
            Mean
          </th>
          <th scope="col" class="number">
            p95
          </th>
          <th scope="col">Receiver</th>
        </tr>
      </thead>
      <tbody>
        {exports.map(({ signal, receiver, requests, failed, meanMs, p95Ms }) => (
          <tr key={`${signal} ${receiver}`}>
            <th scope="row">{NAMES[signal] ?? signal}</th>
            <td class="number">{formatCount(requests)}</td>
            <td class={`number ${failed > 0 ? 'failing' : ''}`}>{formatCount(failed)}</td>
            <td class="number">{ms(meanMs)}</td>
            <td class="number">{ms(p95Ms)}</td>
            <td>{receiver || 'not told'}</td>
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  );
}
