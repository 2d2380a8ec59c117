/**
 * Returns the number of lines of this kind that were left out since the last one; undefined if this line is to be left
 * out, too.
 */
export type Admit = (kind: string, most: number) => number | undefined;

/** Window in which lines are counted. */
const WINDOW_MS = 30_000;
/** Most lines of all kinds in a window. A start at level debug writes some hundred lines. */
const MOST_LINES = 300;
/** Most kinds to remember, more than the agent and upstream have: beyond it, kinds are made up. */
const MOST_KINDS = 500;

interface Said {
  startMs: number;
  lines: number;
  leftOut: number;
}

/** Admits `most` lines of a kind in 30 s, and a limited number of lines of all kinds. */
export function createRateLimit(nowMs: () => number): Admit {
  const kinds = new Map<string, Said>();
  const all: Said = { startMs: nowMs(), lines: 0, leftOut: 0 };

  function current(said: Said): Said {
    const now = nowMs();
    if (now - said.startMs < WINDOW_MS) return said;
    said.startMs = now;
    said.lines = 0;
    return said;
  }

  function saidOf(kind: string): Said {
    const known = kinds.get(kind);
    if (known !== undefined) return current(known);
    if (kinds.size >= MOST_KINDS) kinds.clear();
    const made = { startMs: nowMs(), lines: 0, leftOut: 0 };
    kinds.set(kind, made);
    return made;
  }

  return (kind, most) => {
    const said = saidOf(kind);
    if (said.lines >= most || current(all).lines >= MOST_LINES) {
      said.leftOut++;
      return undefined;
    }
    said.lines++;
    all.lines++;
    const { leftOut } = said;
    said.leftOut = 0;
    return leftOut;
  };
}
