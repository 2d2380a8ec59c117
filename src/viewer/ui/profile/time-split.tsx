import type { RequestTimes } from '../../receiver/analyse/profile/request-times';
import { formatDuration } from '../format/duration';

const PARTS = [
  { key: 'cpuMs', label: 'Functions' },
  { key: 'databaseMs', label: 'Databases' },
  { key: 'remoteMs', label: 'Other calls' },
  { key: 'waitingMs', label: 'Waiting' },
] as const;

/** Bar of where the time of a request goes, with its numbers. */
export function TimeSplit({ times }: { readonly times: RequestTimes }) {
  const whole = PARTS.reduce((sum, { key }) => sum + times[key], 0) || 1;
  return (
    <>
      <div class="split-bar" aria-hidden="true">
        {PARTS.map(({ key }) => (
          <i key={key} class={key} style={{ width: `${(times[key] / whole) * 100}%` }} />
        ))}
      </div>
      <dl class="timing">
        {PARTS.map(({ key, label }) => (
          <div key={key}>
            <dt>
              <i class={`swatch ${key}`} /> {label}
            </dt>
            <dd>{formatDuration(times[key] * 1e6)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
