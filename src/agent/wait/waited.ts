import type { BegunEsWatch } from '../instrument/modules/es-modules';

/** Wait of a worker thread before the agent started in it. */
export interface Waited {
  /** Time since the wait began. */
  ageMs(): number;
  readonly esWatch: BegunEsWatch | undefined;
}
