/** SGR parameters (ECMA-48, 8.3.117). */
const CODES = { red: '31', yellow: '33', cyan: '36', dim: '2', bold: '1' } as const;

export type Colour = keyof typeof CODES;

/** Colours text, or leaves it as it is. */
export type Paint = (colour: Colour, text: string) => string;

/** Target of text, as far as its form depends on it: a terminal has colours and a width. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  hasColors?(): boolean;
}

/** Colours for a terminal that has them (it knows of NO_COLOR), none for a file or a pipe. */
export function paintFor(screen: Screen): Paint {
  if (screen.isTTY !== true || screen.hasColors?.() !== true) return (_colour, text) => text;
  return (colour, text) => `\u001b[${CODES[colour]}m${text}\u001b[0m`;
}
