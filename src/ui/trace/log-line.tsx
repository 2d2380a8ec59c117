import type { PageLog } from '../../receiver/analyse/trace-page';

const ERROR = 17;
const WARN = 13;

/** A log record's severity and text. */
export function LogLine({ log }: { readonly log: PageLog }) {
  const { severityNumber, severityText, body, eventName } = log;
  const tone = severityNumber >= ERROR ? 'failing' : severityNumber >= WARN ? 'warning' : 'plain';
  return (
    <span class="log-line">
      <em class={tone}>{severityText || 'LOG'}</em>{' '}
      <span>{typeof body === 'string' ? body : body === null ? eventName : JSON.stringify(body)}</span>
    </span>
  );
}
