import type { FoundLog } from '../../receiver/query/logs/search-logs';
import { formatDateTime, unixMs } from '../format/time';
import { Breakable } from '../parts/breakable';
import { Icon } from '../parts/icon';
import { ServiceTag } from '../parts/service-tag';
import { change, hrefOf, hrefWith, place } from '../state/place';
import { LoggedError, OF_ERROR } from '../trace/span/log-line';
import { quoted } from '../traces/compose-query';
import { columnsIn } from './compose-log-query';
import { messageOf } from './log-list';

/** Everything about a log record, and the way to its span. */
export function LogDetails({ log }: { readonly log: FoundLog }) {
  const { service, severity, severityText, timeUnixNano, scope, attributes, traceId, spanId } = log;
  const columns = columnsIn(place.value.parameters);
  const others = Object.entries(attributes)
    .filter(([key]) => !OF_ERROR.includes(key))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return (
    <aside class="card panel" aria-label="Details">
      <div class="panel-head">
        <div>
          <ServiceTag name={service} /> <span class="kind">{severityText || severity}</span>
        </div>
        <p class="name">{formatDateTime(unixMs(timeUnixNano))}</p>
        <button
          type="button"
          class="quiet icon-only close"
          title="Close (Esc)"
          onClick={() => change({ log: undefined })}
        >
          <Icon name="close" />
          <span class="unseen">Close the details</span>
        </button>
      </div>
      <div class="part">
        <pre class="log-text">{messageOf(log)}</pre>
        <LoggedError attributes={attributes} />
        {traceId !== '' && (
          <p class="links">
            <a href={hrefOf(`/trace/${traceId}`, { span: spanId })}>Open its span</a>
            <a href={hrefOf('/logs', { q: `trace = ${traceId}`, last: 'all' })}>Logs of this trace</a>
          </p>
        )}
      </div>
      {others.length > 0 && (
        <div class="part">
          <h3>Attributes</h3>
          <dl class="attributes">
            {others.map(([key, value]) => {
              const text = typeof value === 'string' ? value : JSON.stringify(value);
              const isColumn = columns.includes(key);
              const next = isColumn ? columns.filter(each => each !== key) : [...columns, key];
              return (
                <div key={key}>
                  <dt>
                    <Breakable text={key} />
                  </dt>
                  <dd>
                    <span>{text}</span>
                    {/^[^\s()=<>~!"',]+$/.test(key) && (
                      <p class="links">
                        {typeof value !== 'object' && (
                          <a href={hrefWith({ q: `${key} = ${quoted(text)}` })}>Find</a>
                        )}
                        <a href={hrefWith({ cols: next.join(',') })}>
                          {isColumn ? 'No column' : 'Column'}
                          <span class="unseen"> of {key}</span>
                        </a>
                      </p>
                    )}
                  </dd>
                </div>
              );
            })}
          </dl>
        </div>
      )}
      {scope !== '' && (
        <dl class="attributes origin">
          <div>
            <dt>Made by</dt>
            <dd>{scope}</dd>
          </div>
        </dl>
      )}
    </aside>
  );
}
