/** Global through which a watched ES module's epilogue finds the agent. */
export const ES_MODULE_LOADED = 'otel-agent.es-module-loaded';

/** Called by a watched ES module at the end of its own evaluation, before those that import it run. */
export type EsModuleLoaded = (
  url: string,
  namespace: Readonly<Record<string, unknown>>,
  setters: Readonly<Record<string, (value: unknown) => void>>,
) => void;
