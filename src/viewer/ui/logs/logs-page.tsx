import { useRef } from 'preact/hooks';
import { ask } from '../api/client';
import { useAnswer } from '../api/use-answer';
import { formatCount, formatMany } from '../format/number';
import { Code } from '../parts/code';
import { Icon } from '../parts/icon';
import { LiveButton } from '../parts/live-button';
import { Message } from '../parts/message';
import { changes, status } from '../state/live';
import { change, hrefWith, place } from '../state/place';
import { useShortcut } from '../state/shortcuts';
import { timeParameters } from '../state/time-choice';
import { useTitle } from '../state/title';
import { composeLogQuery, SEVERITY_CHOICES } from './compose-log-query';
import { LogDetails } from './log-details';
import { LogList } from './log-list';

/** Records that are listed at once, the newest. */
const MAX_LOGS = 1000;

/** Finds log records, and follows those that come. */
export function LogsPage() {
  useTitle('Logs');
  const { parameters } = place.value;
  const isPaused = parameters.get('live') === 'off';
  const pausedAt = useRef(changes.value);
  if (!isPaused) pausedAt.current = changes.value;
  const { value, error } = useAnswer(
    ask.logs({ ...timeParameters(), q: composeLogQuery(parameters), limit: MAX_LOGS }),
    pausedAt.current,
  );
  const number = parameters.get('log');
  const selected = value?.logs.find(log => String(log.number) === number);
  return (
    <div class="page logs-page">
      <h1 class="unseen">Logs</h1>
      <div class="search">
        <LogSearch query={parameters.get('q') ?? ''} error={error?.message} />
        <LiveButton isPaused={isPaused} />
      </div>
      <Filters parameters={parameters} />
      {value && (
        <p class="found" role="status">
          {formatMany(value.total, 'record')} of {formatCount(value.searched)} in {Math.round(value.tookMs)}{' '}
          ms
          {value.total > value.logs.length && `, the newest ${formatCount(value.logs.length)} are shown`}
        </p>
      )}
      {value && value.searched === 0 && <NoLogs />}
      {value && value.searched > 0 && value.total === 0 && (
        <Message title="No record matches">
          <p>
            <a href={hrefWith({ q: undefined, service: undefined, severity: undefined, last: 'all' })}>
              Show all records
            </a>
          </p>
        </Message>
      )}
      {value && value.total > 0 && (
        <div class="logs-body">
          <LogList logs={value.logs} selected={selected} />
          {selected && <LogDetails log={selected} />}
        </div>
      )}
    </div>
  );
}

function LogSearch({ query, error }: { readonly query: string; readonly error: string | undefined }) {
  const input = useRef<HTMLInputElement>(null);
  useShortcut('/', 'Search in the logs', () => input.current!.focus());
  return (
    <div class="query">
      <Icon name="search" />
      <input
        ref={input}
        type="search"
        aria-label="Query"
        aria-invalid={error !== undefined}
        placeholder='order.id = 4711, "timed out", not body ~ health'
        key={query}
        defaultValue={query}
        onChange={event => change({ q: event.currentTarget.value, log: undefined })}
        onKeyDown={event => {
          if (event.key === 'Enter') change({ q: event.currentTarget.value, log: undefined });
          if (event.key === 'Escape') input.current!.blur();
        }}
      />
      <p class="query-error" role="alert">
        {error}
      </p>
    </div>
  );
}

function Filters({ parameters }: { readonly parameters: URLSearchParams }) {
  const services = useAnswer(ask.logServices(), changes.value).value?.services ?? [];
  const chosen = parameters.get('service') ?? '';
  const all = [...new Set([...services, ...(chosen === '' ? [] : [chosen])])].sort();
  return (
    <div class="filters">
      <select
        aria-label="Severity"
        value={parameters.get('severity') ?? ''}
        onChange={event => change({ severity: event.currentTarget.value, log: undefined })}
      >
        {SEVERITY_CHOICES.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      <select
        aria-label="Service"
        value={chosen}
        onChange={event => change({ service: event.currentTarget.value, log: undefined })}
      >
        <option value="">All services</option>
        {all.map(service => (
          <option key={service} value={service}>
            {service}
          </option>
        ))}
      </select>
    </div>
  );
}

function NoLogs() {
  const kept = status.value?.logs.departed ?? 0;
  return (
    <Message title="No log record has arrived">
      <p>
        With the agent, records of pino, winston and bunyan come here beside their own output, unless
        OTEL_LOGS_EXPORTER is none:
      </p>
      <Code text="node --require otel-agent app.js" />
      {kept > 0 && <p>{formatMany(kept, 'record')} left to make room: --max-memory keeps more.</p>}
    </Message>
  );
}
