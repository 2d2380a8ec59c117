import { formatDuration } from '../../format/duration';
import { Message } from '../../parts/message';
import { ServiceTag } from '../../parts/service-tag';
import { hrefOf } from '../../state/place';
import type { OpenTrace } from '../use-open-trace';
import { LogLine } from './log-line';

/** The log records of the trace by time, each with its span. */
export function TraceLogs({ trace: { page, spans, selectSpan } }: { readonly trace: OpenTrace }) {
  if (page.logs.length === 0) {
    return (
      <Message title="No log record belongs to this trace">
        <p>Records of pino, winston and bunyan are sent along, unless OTEL_LOGS_EXPORTER is none.</p>
      </Message>
    );
  }
  return (
    <ol class="card logs">
      <li>
        <a href={hrefOf('/logs', { q: `trace = ${page.traceId}`, last: 'all' })}>All of them in Logs</a>
      </li>
      {page.logs.map((log, at) => {
        const span = spans.findIndex(each => each.spanId === log.spanId);
        return (
          <li key={at}>
            <time>{formatDuration(log.timeNs)}</time>
            <ServiceTag name={log.service} />
            <LogLine log={log} />
            {span >= 0 && (
              <button type="button" class="text" onClick={() => selectSpan(span)}>
                {spans[span]!.label}
              </button>
            )}
          </li>
        );
      })}
    </ol>
  );
}
