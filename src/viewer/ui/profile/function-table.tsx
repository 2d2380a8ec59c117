import type { FunctionTime } from '../../receiver/analyse/profile/function-times';
import { formatInColumn } from '../format/duration';
import { formatShare } from '../format/number';
import { Breakable } from '../parts/breakable';
import { type Column, DataTable } from '../parts/data-table';
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
        <DataTable
          label={title}
          columns={columnsOf(cpuMs)}
          rows={functions.slice(0, MAX_ROWS)}
          keyOf={each => `${each.name} ${wholePlace(each)}`}
        />
      )}
    </section>
  );
}

const columnsOf = (cpuMs: number): readonly Column<FunctionTime>[] => [
  {
    head: 'Function',
    cell: each => (
      <>
        <b>
          <Breakable text={each.name} />
        </b>
        {each.url !== '' && (
          <small title={wholePlace(each)}>
            <Breakable text={shortPlace(each)} />
          </small>
        )}
      </>
    ),
  },
  { head: 'Self', isNumber: true, cell: ({ selfMs }) => formatInColumn(selfMs * 1e6) },
  { head: 'Share', isNumber: true, cell: ({ selfMs }) => formatShare(selfMs / (cpuMs || 1)) },
  { head: 'With calls', isNumber: true, isWide: true, cell: ({ totalMs }) => formatInColumn(totalMs * 1e6) },
];
