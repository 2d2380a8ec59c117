import type { ExportHealth, SignalHealth } from '../../receiver/analyse/services/health';
import type { ServiceState } from '../../receiver/analyse/services/service-states';
import { formatInColumn } from '../format/duration';
import { formatCount } from '../format/number';
import { formatAgo } from '../format/time';
import { type Column, DataTable } from '../parts/data-table';

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
          <DataTable label="Items" columns={ITEMS} rows={health.signals} keyOf={({ signal }) => signal} />
          {health.exports.length === 0 ? (
            <p class="advice">Times of its export requests are not told.</p>
          ) : (
            <DataTable
              label="Export requests"
              columns={REQUESTS}
              rows={health.exports}
              keyOf={({ signal, receiver }) => `${signal} ${receiver}`}
            />
          )}
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

const ITEMS: readonly Column<SignalHealth>[] = [
  { head: 'Items', cell: ({ signal }) => NAMES[signal] },
  { head: 'Ended', isNumber: true, isWide: true, cell: ({ ended }) => formatCount(ended) },
  { head: 'Acknowledged', isNumber: true, cell: ({ acknowledged }) => formatCount(acknowledged) },
  { head: 'Waiting', isNumber: true, cell: ({ waiting }) => formatCount(waiting) },
  {
    head: 'Lost',
    tone: ({ dropped }) => (dropped.length === 0 ? 'none' : 'failing'),
    cell: ({ dropped }) =>
      dropped.map(({ reason, items }) => `${formatCount(items)} ${reason}`).join(', ') || 'none',
  },
];

const REQUESTS: readonly Column<ExportHealth>[] = [
  { head: 'Requests of', cell: ({ signal }) => NAMES[signal] ?? signal },
  { head: 'All', isNumber: true, isWide: true, cell: ({ requests }) => formatCount(requests) },
  {
    head: 'Failed',
    isNumber: true,
    tone: ({ failed }) => (failed > 0 ? 'failing' : ''),
    cell: ({ failed }) => formatCount(failed),
  },
  { head: 'Mean', isNumber: true, isWide: true, cell: ({ meanMs }) => durationOf(meanMs) },
  { head: 'p95', isNumber: true, cell: ({ p95Ms }) => durationOf(p95Ms) },
  { head: 'Receiver', cell: ({ receiver }) => receiver || 'not told' },
];

function durationOf(ms: number | undefined): string {
  return ms === undefined ? '–' : formatInColumn(ms * 1e6);
}
