import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { useWidth } from './use-width';

/** Column of a table. The first column names the row. */
export interface Column<Row> {
  readonly head: ComponentChildren;
  readonly cell: (row: Row, at: number) => ComponentChildren;
  readonly isNumber?: boolean;
  /** Left out where the table has little room: first what is extra, then what is wide. */
  readonly isExtra?: boolean;
  readonly isWide?: boolean;
  /** True if the rows are in its order, the largest first. */
  readonly isSorting?: boolean;
  /** Class of the cell in this row. */
  readonly tone?: (row: Row) => string;
}

/** Table in a box that scrolls where space is short, and then is within reach of the keyboard. */
export function DataTable<Row>({
  label,
  columns,
  rows,
  keyOf,
}: {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
}) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const isScrolling = width > 0 && box.current!.scrollWidth > width;
  const [naming, ...others] = columns;
  return (
    <div
      class="table-scroll"
      ref={box}
      tabIndex={isScrolling ? 0 : undefined}
      role="group"
      aria-label={label}
    >
      <table>
        <thead>
          <tr>
            {columns.map((column, at) => (
              <th
                key={at}
                scope="col"
                class={classOf(column)}
                aria-sort={column.isSorting ? 'descending' : undefined}
              >
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={keyOf(row)}>
              <th scope="row">{naming!.cell(row, at)}</th>
              {others.map((column, index) => (
                <td key={index} class={classOf(column, row)}>
                  {column.cell(row, at)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function classOf<Row>({ isNumber, isExtra, isWide, tone }: Column<Row>, row?: Row): string | undefined {
  const classes = [
    isNumber && 'number',
    isExtra && 'extra',
    isWide && 'wide',
    row !== undefined && tone?.(row),
  ];
  return classes.filter(Boolean).join(' ') || undefined;
}
