/**
 * Key on `globalThis` of the list to which each marked module of a bundle adds itself when it has run. The agent, if it is
 * there, gets the modules from this list.
 */
export const BUNDLED_MODULES = 'otel-agent.bundled';

/** Module of a bundle as it hands itself over. Plain data: bundles outlive the agent that reads them. */
export type BundledModule = readonly [
  /** `pg`, or `pg/lib/client.js` with `/`. */
  name: string,
  version: string,
  /** Of a CommonJS module. For an ES module a function that returns an object with them. */
  exports: unknown,
  /** Replaces the exports of a CommonJS module; for an ES module, setters of those bindings that can be written. */
  set: ((exports: unknown) => void) | Readonly<Record<string, (value: unknown) => void>>,
];
