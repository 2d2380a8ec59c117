import type { FoundLog } from '../../receiver/query/logs/search-logs';
import type { Value } from '../../receiver/trace';
import { formatDateTime, formatTime, unixMs } from '../format/time';
import { Icon } from '../parts/icon';
import { ServiceTag } from '../parts/service-tag';
import { VirtualRows } from '../parts/virtual-rows';
import { change, hrefWith, place } from '../state/place';
import { hueOf } from '../state/services';
import { useShortcut } from '../state/shortcuts';
import { columnsIn } from './compose-log-query';

const ROW_HEIGHT = 30;
const TONES: { readonly [severity: string]: string } = {
  error: 'failing',
  fatal: 'failing',
  warn: 'warning',
};

/** Log records as rows, the newest first, with a column for each chosen attribute. */
export function LogList({
  logs,
  selected,
}: {
  readonly logs: readonly FoundLog[];
  readonly selected: FoundLog | undefined;
}) {
  const columns = columnsIn(place.value.parameters);
  const at = selected === undefined ? -1 : logs.indexOf(selected);
  const move = (to: number) =>
    change({ log: logs[Math.max(0, Math.min(logs.length - 1, to))]?.number }, { replace: true });
  useShortcut('j', 'Next record', () => move(at + 1));
  useShortcut('k', 'Previous record', () => move(at - 1));
  useShortcut('Escape', 'Close the details', () => change({ log: undefined }, { replace: true }));
  const template = {
    '--columns': columns.length === 0 ? '' : `repeat(${columns.length}, minmax(56px, 160px))`,
  };
  return (
    <div class="card log-list" style={template}>
      <div class="log-row head">
        <span>Time</span>
        <span>Severity</span>
        <span>Service</span>
        <span>Message</span>
        {columns.map(key => (
          <a
            key={key}
            class="column"
            href={hrefWith({ cols: columns.filter(each => each !== key).join(',') })}
            title={`${key}: take this column away`}
          >
            <span>{key}</span> <Icon name="close" />
          </a>
        ))}
      </div>
      <VirtualRows count={logs.length} rowHeight={ROW_HEIGHT} inSight={at}>
        {index => (
          <LogRow key={logs[index]!.number} log={logs[index]!} columns={columns} isSelected={index === at} />
        )}
      </VirtualRows>
    </div>
  );
}

function LogRow({
  log,
  columns,
  isSelected,
}: {
  readonly log: FoundLog;
  readonly columns: readonly string[];
  readonly isSelected: boolean;
}) {
  const { timeUnixNano, severity, severityText, service, attributes, number } = log;
  const ms = unixMs(timeUnixNano);
  const text = messageOf(log);
  return (
    <a
      class={`log-row ${hueOf(service)}`}
      aria-current={isSelected ? 'true' : undefined}
      href={hrefWith({ log: isSelected ? undefined : number })}
    >
      <time title={formatDateTime(ms)}>{formatTime(ms)}</time>
      <em class={TONES[severity] ?? 'plain'}>{severity === '' ? severityText : severity}</em>
      <ServiceTag name={service} />
      <span class={`said is-${TONES[severity] ?? 'plain'}`} title={text.slice(0, 1000)}>
        {text}
      </span>
      {columns.map(key => (
        <span key={key} class="value">
          {key in attributes ? textOf(attributes[key]!) : ''}
        </span>
      ))}
    </a>
  );
}

/** Text of a record: its body, else the error, else the name of the event. */
export function messageOf({ body, attributes, eventName }: FoundLog): string {
  if (body !== null && body !== '') return textOf(body);
  const message = attributes['exception.message'];
  return message === undefined ? eventName : textOf(message);
}

function textOf(value: Value): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
