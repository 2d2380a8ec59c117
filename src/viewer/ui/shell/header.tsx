import { formatMany, formatRate } from '../format/number';
import { Icon } from '../parts/icon';
import { isConnected, spansPerSecond, status } from '../state/live';
import { change, goTo, hrefOf, place } from '../state/place';
import { useShortcut } from '../state/shortcuts';
import { nextTheme, theme } from '../state/theme';
import { TIME_CHOICES } from '../state/time-choice';
import { openHelp } from './help-dialog';
import { MoreMenu } from './more-menu';

const VIEWS = [
  { path: '/', label: 'Overview', letter: 'o' },
  { path: '/traces', label: 'Traces', letter: 't' },
  { path: '/compare', label: 'Slow requests', letter: 's' },
  { path: '/errors', label: 'Errors', letter: 'e' },
  { path: '/logs', label: 'Logs', letter: 'l' },
  { path: '/metrics', label: 'Metrics', letter: 'm' },
  { path: '/services', label: 'Services', letter: 'v' },
] as const;

/** Name, views, time, and what the receiver is doing. */
export function Header() {
  useShortcut('T', 'Switch between light and dark', nextTheme);
  useShortcut('?', 'Show the keyboard shortcuts', openHelp);
  return (
    <header class="top">
      <a class="brand" href="/">
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <rect width="16" height="16" rx="4" />
          <path d="M3 5h7M5 8h7M7 11h6" />
        </svg>
        otel-agent
      </a>
      <nav aria-label="Views">
        {VIEWS.map(view => (
          <ViewLink key={view.path} {...view} />
        ))}
      </nav>
      <Activity />
      <TimeChoice />
      <ThemeButton />
      <button
        type="button"
        class="quiet icon-only for-keys"
        title="Keyboard shortcuts (?)"
        onClick={openHelp}
      >
        <span aria-hidden="true">?</span>
        <span class="unseen">Keyboard shortcuts</span>
      </button>
      <MoreMenu />
    </header>
  );
}

/** A view's link keeps the chosen time. */
function ViewLink({
  path,
  label,
  letter,
}: {
  readonly path: string;
  readonly label: string;
  readonly letter: string;
}) {
  const { path: here, parameters } = place.value;
  const href = hrefOf(path, { last: parameters.get('last') ?? undefined });
  useShortcut(`g ${letter}`, `Go to ${label}`, () => goTo(href));
  const isHere = here === path || (path === '/traces' && here.startsWith('/trace/'));
  return (
    <a href={href} aria-current={isHere ? 'page' : undefined}>
      {label}
    </a>
  );
}

function Activity() {
  const rate = spansPerSecond.value;
  const departed = status.value?.spans.departedTraces ?? 0;
  const [tone, text] = !isConnected.value
    ? ['lost', 'Not connected']
    : rate > 0
      ? ['busy', `${formatRate(rate).replace('/', ' spans/')}`]
      : ['idle', 'Listening'];
  return (
    <span class={`activity ${tone}`} role="status" title={departedText(departed)}>
      <i class="dot" />
      <span class="state">
        {text}
        {departed > 0 && <span class="departed"> · oldest traces leave</span>}
      </span>
    </span>
  );
}

function departedText(departed: number): string {
  return departed === 0
    ? 'Spans arriving over OTLP'
    : `${formatMany(departed, 'trace')} left to make room: --max-memory keeps more`;
}

function TimeChoice() {
  const { path, parameters } = place.value;
  if (path.startsWith('/trace/')) return null;
  const isOwn = parameters.has('since') || parameters.has('until');
  return (
    <select
      aria-label="Time, counted back from the newest trace"
      title="Counted back from the newest trace"
      value={isOwn ? 'own' : (parameters.get('last') ?? '')}
      onChange={event => change({ last: event.currentTarget.value, since: undefined, until: undefined })}
    >
      {isOwn && <option value="own">Selected time</option>}
      {TIME_CHOICES.map(({ last, label }) => (
        <option key={last} value={last}>
          {label}
        </option>
      ))}
    </select>
  );
}

function ThemeButton() {
  const icons = { system: 'system', light: 'sun', dark: 'moon' } as const;
  return (
    <button type="button" class="quiet icon-only" title={`Theme: ${theme.value} (T)`} onClick={nextTheme}>
      <Icon name={icons[theme.value]} />
      <span class="unseen">Theme: {theme.value}</span>
    </button>
  );
}
