import type { Attributes } from '../../trace';

/** Resource with the time of its newest item, Unix milliseconds. */
export interface SeenResource {
  readonly resource: Attributes;
  lastSeenMs: number;
}
