import type { KnownLibrary } from '../../receiver/analyse/services/libraries';
import type { ServiceState } from '../../receiver/analyse/services/service-states';
import { formatCount } from '../format/number';
import { hrefOf } from '../state/place';
import { ScrollTable } from './scroll-table';

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
        <LibraryTable libraries={libraries} />
      )}
      <ScrollTable label="Instrumentation scopes">
        <thead>
          <tr>
            <th scope="col">Instrumentation scope</th>
            <th scope="col">Version</th>
            <th scope="col" class="number">
              Spans kept
            </th>
          </tr>
        </thead>
        <tbody>
          {scopes.map(({ name, version, spans }) => (
            <tr key={`${name} ${version}`}>
              <th scope="row" title={name}>
                <a href={hrefOf('/traces', { service, q: `scope = ${JSON.stringify(name)}` })}>
                  {name || 'without a name'}
                </a>
              </th>
              <td>{version || '–'}</td>
              <td class="number">{formatCount(spans)}</td>
            </tr>
          ))}
        </tbody>
      </ScrollTable>
      {scopes.length === 0 && <p class="advice">None: no span has arrived.</p>}
    </section>
  );
}

function LibraryTable({ libraries }: { readonly libraries: readonly KnownLibrary[] }) {
  return (
    <ScrollTable label="Loaded libraries">
      <thead>
        <tr>
          <th scope="col">Library</th>
          <th scope="col">Version</th>
          <th scope="col">Traced by</th>
          <th scope="col" class="number">
            Spans kept
          </th>
        </tr>
      </thead>
      <tbody>
        {libraries.map(({ library, versions, way, reason, spans }) => (
          <tr key={`${library} ${way} ${reason}`}>
            <th scope="row" title={library}>
              {library}
            </th>
            <td>{versions.join(', ') || '–'}</td>
            <td class={reason === '' ? 'way' : 'way warning'}>
              {reason === '' ? way : `not traced: ${reason}`}
            </td>
            <td class="number">{formatCount(spans)}</td>
          </tr>
        ))}
      </tbody>
    </ScrollTable>
  );
}
