import type { Paint } from '../../viewer/receiver/terminal/paint';

/** A cell: text, or numbers that are set to the right. */
export interface Cell {
  readonly text: string;
  readonly isRight?: boolean;
  readonly colour?: Parameters<Paint>[0];
}

/** Lines of a table whose columns are as wide as their widest cell; a row of a single cell stands across them. */
export function tableOf(rows: readonly (readonly Cell[])[], paint: Paint): string {
  const widths: number[] = [];
  for (const row of rows.filter(({ length }) => length > 1))
    row.forEach(({ text }, at) => {
      widths[at] = Math.max(widths[at] ?? 0, [...text].length);
    });
  return rows
    .map(row =>
      row
        .map(({ text, isRight, colour }, at) => {
          const space = ' '.repeat(Math.max(0, (widths[at] ?? 0) - [...text].length));
          const shown = colour === undefined ? text : paint(colour, text);
          return isRight ? space + shown : shown + space;
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function numberCell(text: string, colour?: Parameters<Paint>[0]): Cell {
  return { text, isRight: true, ...(colour && { colour }) };
}
