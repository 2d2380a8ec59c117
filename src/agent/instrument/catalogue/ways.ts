import type { CatalogueRow } from './row';

/** Settings that decide between the ways of a row. */
export interface WayChoice {
  /** OTEL_AGENT_LEAN. */
  readonly lean: boolean;
  /** True if the operator has turned the row on by its own switch. */
  readonly isAskedFor: boolean;
  /** Options of the instrumentation, the operator's over the agent's. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** Tells whether a row's channels are heard. */
export function hearsChannels({ channels }: CatalogueRow, { lean, isAskedFor, options }: WayChoice): boolean {
  return lean && channels !== undefined && channels.heeds(options) && (!channels.changesHost || isAskedFor);
}

/** Way in which copies of a row's library are patched; undefined if all code for it is the agent's own and is left out. */
export function patchedWay(
  { lean, isOwn }: CatalogueRow,
  choice: Omit<WayChoice, 'isAskedFor'>,
): 'lean' | 'upstream' | undefined {
  if (choice.lean && lean?.(choice.options)) return 'lean';
  return isOwn ? undefined : 'upstream';
}
