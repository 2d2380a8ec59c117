import type { Waited } from '../wait/waited';

/** Facts about the process that the agent starts in. */
export interface HostFacts {
  /** Environment as the app will see it, with the settings of `attach` if that started the agent. */
  readonly env: NodeJS.ProcessEnv;
  /** Script of the app; undefined if there is none. */
  readonly entry: string | undefined;
  /** The process runs already, and the agent will leave it. */
  readonly isAttached: boolean;
  /** Wait of a worker thread for this start; undefined if there was none. */
  readonly waited: Waited | undefined;
}
