import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { formatDuration } from '../format/duration';
import { formatCount, formatMany, formatShare } from '../format/number';
import { formatDateTime, unixMs } from '../format/time';
import { CopyButton } from '../parts/copy-button';
import { Icon, type IconName } from '../parts/icon';
import { ServiceTag } from '../parts/service-tag';
import { change, hrefWith, place } from '../state/place';
import { useShortcut } from '../state/shortcuts';
import type { OpenTrace } from './use-open-trace';

const VIEWS = [
  { view: '', label: 'Waterfall', icon: 'waterfall', letter: 'w' },
  { view: 'flame', label: 'Flame graph', icon: 'flame', letter: 'f' },
  { view: 'logs', label: 'Logs', icon: 'list', letter: 'l' },
] as const;

/** A smaller part of the time explains nothing. */
const TELLING_SHARE = 0.25;

/** Summary of a trace: its name, the main part of its time, the origin of its failures; links to views and actions. */
export function TraceHeader({ trace }: { readonly trace: OpenTrace }) {
  const { page, spans } = trace;
  const root = spans.find(span => span.parent < 0);
  const services = [...new Set(spans.map(span => span.service))];
  return (
    <header class="trace-header">
      <div class="title">
        <h1>
          {root && <ServiceTag name={root.service} />} {root?.label}
        </h1>
        <span class="facts">
          <b>{formatDuration(page.durationNs)}</b>
          <span>{formatMany(spans.length, 'span')}</span>
          <span>{formatMany(services.length, 'service')}</span>
          <span>{formatDateTime(unixMs(page.startUnixNano))}</span>
          <span class="id" title={page.traceId}>
            {page.traceId.slice(0, 12)}…
            <CopyButton text={page.traceId} what="the trace id" />
          </span>
        </span>
        <a
          class="field"
          href={`/api/v1/export?trace=${page.traceId}`}
          download={`trace-${page.traceId}.jsonl`}
        >
          <Icon name="download" /> Download
        </a>
      </div>
      <div class="verdicts">
        <WhereTimeWent trace={trace} />
        <WhereFailuresBegan trace={trace} />
      </div>
      <div class="tools">
        <ViewChoice logs={page.logs.length} />
        <Find trace={trace} />
        {trace.failed.length > 0 && <ErrorStepper trace={trace} />}
      </div>
    </header>
  );
}

function WhereTimeWent({ trace: { page, spans, selectSpan } }: { readonly trace: OpenTrace }) {
  const steps = page.slowestPath;
  const last = steps.at(-1);
  if (last === undefined || steps.length < 2) return null;
  // Its own time: what a wrapper waits for is not the wrapper.
  const share = last.ownNs / Math.max(1, page.durationNs);
  if (share < TELLING_SHARE) return null;
  const service = spans[last.spans[0]!]!.service;
  return (
    <p class="verdict" data-verdict="slow">
      <Icon name="clock" />
      <span>
        <strong>{formatShare(Math.min(1, share))}</strong> of the time is{' '}
        <button type="button" class="text" onClick={() => selectSpan(last.spans[0]!)}>
          {last.label}
          {last.spans.length > 1 && ` × ${last.spans.length}`}
        </button>
        {last.totalNs > last.ownNs && ' itself'} <ServiceTag name={service} /> {formatDuration(last.ownNs)}
      </span>
    </p>
  );
}

function WhereFailuresBegan({ trace: { page, spans, selectSpan } }: { readonly trace: OpenTrace }) {
  const [first, ...others] = page.failures;
  if (first === undefined) return null;
  const cause = spans[first.cause]!;
  return (
    <p class="verdict failing" data-verdict="errors">
      <Icon name="alert" />
      <span>
        Failure began in{' '}
        <button type="button" class="text" onClick={() => selectSpan(first.cause)}>
          {cause.label}
        </button>{' '}
        <ServiceTag name={cause.service} /> {first.text}
        {others.length > 0 && `, and ${formatMany(others.length, 'other')}`}
      </span>
    </p>
  );
}

function ViewChoice({ logs }: { readonly logs: number }) {
  const current = place.value.parameters.get('view') ?? '';
  return (
    <nav class="segments" aria-label="Views of the trace">
      {VIEWS.map(({ view, label, icon, letter }) => (
        <ViewLink
          key={view}
          view={view}
          icon={icon}
          letter={letter}
          label={view === 'logs' ? `Logs ${formatCount(logs)}` : label}
          isCurrent={view === current}
        />
      ))}
    </nav>
  );
}

function ViewLink({
  view,
  label,
  icon,
  letter,
  isCurrent,
}: {
  readonly view: string;
  readonly label: string;
  readonly icon: IconName;
  readonly letter: string;
  readonly isCurrent: boolean;
}): JSX.Element {
  useShortcut(letter, `Show the trace as ${label.toLowerCase().replace(/ \d.*/, '')}`, () =>
    change({ view }),
  );
  return (
    <a href={hrefWith({ view })} aria-current={isCurrent ? 'page' : undefined}>
      <Icon name={icon} /> {label}
    </a>
  );
}

/** Search inside the trace: Enter goes from one hit to the next, with Shift back. */
function Find({ trace: { text, found, find, selected, selectSpan } }: { readonly trace: OpenTrace }) {
  const input = useRef<HTMLInputElement>(null);
  useShortcut('/', 'Search in the trace', () => input.current!.focus());
  const at = found.findIndex(index => selected?.spans.length === 1 && selected.spans[0] === index);
  const step = (by: number) => {
    if (found.length > 0) selectSpan(found[(at + by + found.length) % found.length] ?? found[0]!);
  };
  return (
    <div class="find">
      <Icon name="search" />
      <input
        ref={input}
        type="search"
        aria-label="Search in the trace"
        placeholder="Search in the trace"
        value={text}
        onInput={event => find(event.currentTarget.value)}
        onKeyDown={event => {
          if (event.key === 'Enter') step(event.shiftKey ? -1 : 1);
          if (event.key === 'Escape') input.current!.blur();
        }}
      />
      <span class="hits" role="status">
        {text !== '' && (found.length === 0 ? 'none' : `${at >= 0 ? `${at + 1} of ` : ''}${found.length}`)}
      </span>
    </div>
  );
}

function ErrorStepper({ trace: { failed, selected, selectSpan } }: { readonly trace: OpenTrace }) {
  const at = failed.findIndex(index => selected?.spans.includes(index));
  const step = (by: number) =>
    selectSpan(
      at === -1
        ? failed[by > 0 ? 0 : failed.length - 1]!
        : failed[(at + by + failed.length) % failed.length]!,
    );
  useShortcut('n', 'Next error', () => step(1));
  useShortcut('N', 'Previous error', () => step(-1));
  return (
    <span class="stepper failing">
      <button type="button" class="quiet icon-only" title="Previous error (N)" onClick={() => step(-1)}>
        <span aria-hidden="true">↑</span>
        <span class="unseen">Previous error</span>
      </button>
      <span role="status">
        {at >= 0 ? `${at + 1} of ` : ''}
        {formatMany(failed.length, 'error')}
      </span>
      <button type="button" class="quiet icon-only" title="Next error (n)" onClick={() => step(1)}>
        <span aria-hidden="true">↓</span>
        <span class="unseen">Next error</span>
      </button>
    </span>
  );
}
