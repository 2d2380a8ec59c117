import type { FunctionTime } from '../../receiver/analyse/profile/function-times';
import { formatDuration } from '../format/duration';
import { formatShare } from '../format/number';
import { shortPlace, wholePlace } from './place-of';

const MAX_ROWS = 40;

/** Functions by their own time, the longest first. */
export function FunctionTable({
  title,
  functions,
  cpuMs,
}: {
  readonly title: string;
  readonly functions: readonly FunctionTime[];
  readonly cpuMs: number;
}) {
  const id = title.toLowerCase().replace(/\W+/g, '-');
  return (
    <section class="card functions" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {functions.length === 0 ? (
        <p class="none">No sample fell into them: they wait, or take less than a millisecond.</p>
      ) : (
        <div class="table-scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">Function</th>
                <th scope="col" class="number">
                  Self
                </th>
                <th scope="col" class="number">
                  Share
                </th>
                <th scope="col" class="number wide">
                  With calls
                </th>
              </tr>
            </thead>
            <tbody>
              {functions.slice(0, MAX_ROWS).map(each => (
                <tr key={`${each.name} ${wholePlace(each)}`}>
                  <th scope="row">
                    <b>{each.name}</b>
                    <small title={wholePlace(each)}>{shortPlace(each)}</small>
                  </th>
                  <td class="number">{formatDuration(each.selfMs * 1e6)}</td>
                  <td class="number">{formatShare(each.selfMs / (cpuMs || 1))}</td>
                  <td class="number wide">{formatDuration(each.totalMs * 1e6)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
