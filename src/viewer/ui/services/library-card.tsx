import type { ScopeCount } from '../../receiver/analyse/services/arrivals';
import type { KnownLibrary } from '../../receiver/analyse/services/libraries';
import type { ServiceState } from '../../receiver/analyse/services/service-states';
import { formatCount } from '../format/number';
import { type Column, DataTable } from '../parts/data-table';
import { hrefOf } from '../state/place';

/** Coverage: libraries as the agent tells of them, else the instrumentation scopes that spans come from. */
export function LibraryCard({ state: { service, libraries, scopes } }: { readonly state: ServiceState }) {
  return (
    <section class="card" aria-labelledby="libraries-title">
      <div class="card-head">
        <h2 id="libraries-title">Libraries</h2>
      </div>
      {libraries === undefined ? (
        <p class="advice">
          Libraries without spans are not known: only otel-agent tells of them (
          <code>otel_agent.library</code>
          ). These instrumentation scopes have sent spans:
        </p>
      ) : (
        <DataTable
          label="Loaded libraries"
          columns={LIBRARIES}
          rows={libraries}
          keyOf={({ library, way, reason }) => `${library} ${way} ${reason}`}
        />
      )}
      <DataTable
        label="Instrumentation scopes"
        columns={scopesOf(service)}
        rows={scopes}
        keyOf={({ name, version }) => `${name} ${version}`}
      />
      {scopes.length === 0 && <p class="advice">None: no span has arrived.</p>}
    </section>
  );
}

const LIBRARIES: readonly Column<KnownLibrary>[] = [
  { head: 'Library', cell: ({ library }) => library },
  { head: 'Version', isWide: true, cell: ({ versions }) => versions.join(', ') || '–' },
  {
    head: 'Traced by',
    tone: ({ reason }) => (reason === '' ? 'way' : 'way warning'),
    cell: ({ way, reason }) => (reason === '' ? way : `not traced: ${reason}`),
  },
  { head: 'Spans kept', isNumber: true, cell: ({ spans }) => formatCount(spans) },
];

const scopesOf = (service: string): readonly Column<ScopeCount>[] => [
  {
    head: 'Instrumentation scope',
    cell: ({ name }) => (
      <a href={hrefOf('/traces', { service, q: `scope = ${JSON.stringify(name)}` })}>
        {name || 'without a name'}
      </a>
    ),
  },
  { head: 'Version', isWide: true, cell: ({ version }) => version || '–' },
  { head: 'Spans kept', isNumber: true, cell: ({ spans }) => formatCount(spans) },
];
