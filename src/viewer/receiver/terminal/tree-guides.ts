/** Guides of higher levels are left out: they would push the names off the screen. */
const MAX_LEVELS = 12;

/**
 * Draws the guides before a line of a tree: `│  ├─ `. `more` says for each level from the root down whether another
 * line of that level's parent follows; the root's own level is not drawn.
 */
export function guidesBefore(more: readonly boolean[]): string {
  const own = more.at(-1) === true ? '├─ ' : '└─ ';
  return more.length < 2 ? '' : above(more) + own;
}

/** Draws the guides before a remark under that line. */
export function guidesUnder(more: readonly boolean[]): string {
  const own = more.length > 1 && more.at(-1) === true ? '│  ' : '   ';
  return more.length < 2 ? own : above(more) + own;
}

function above(more: readonly boolean[]): string {
  const levels = more.slice(1, -1);
  const shown = levels.slice(-MAX_LEVELS).map(follows => (follows ? '│  ' : '   '));
  return (levels.length > shown.length ? '… ' : '') + shown.join('');
}
