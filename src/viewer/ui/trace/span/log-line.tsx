import type { PageLog } from '../../../receiver/analyse/trace/trace-page';
import type { Attributes } from '../../../receiver/trace';
import { FoldedStack } from '../../parts/stack';
import { AttributeTable } from './attribute-table';

const ERROR = 17;
const WARN = 13;
/** Attributes of an error, which are shown as such. */
export const OF_ERROR = ['exception.type', 'exception.message', 'exception.stacktrace'];

/** A log record: severity, text, its error with the stack, and its attributes. */
export function LogLine({ log }: { readonly log: PageLog }) {
  const { severityNumber, severityText, body, eventName, attributes } = log;
  const tone = severityNumber >= ERROR ? 'failing' : severityNumber >= WARN ? 'warning' : 'plain';
  const others = Object.fromEntries(Object.entries(attributes).filter(([key]) => !OF_ERROR.includes(key)));
  const count = Object.keys(others).length;
  return (
    <div class="log-line">
      <em class={tone}>{severityText || 'LOG'}</em>{' '}
      <span>{typeof body === 'string' ? body : body === null ? eventName : JSON.stringify(body)}</span>
      <LoggedError attributes={attributes} />
      {count > 0 && (
        <details>
          <summary>
            Attributes <small>{count}</small>
          </summary>
          <AttributeTable attributes={others} isSearchable={false} />
        </details>
      )}
    </div>
  );
}

/** Error of a log record with its stack; nothing where it has none. */
export function LoggedError({ attributes }: { readonly attributes: Attributes }) {
  const text = (name: string) => String(attributes[`exception.${name}`] ?? '');
  const [type, message, stack] = [text('type'), text('message'), text('stacktrace')];
  if (type === '' && message === '' && stack === '') return null;
  return (
    <div class="logged-error">
      <b class="failing">{type || 'Error'}</b> {message}
      <FoldedStack text={stack} />
    </div>
  );
}
