interface Builtins {
  'node:http': typeof import('node:http');
  'node:https': typeof import('node:https');
  'node:net': typeof import('node:net');
  'node:tls': typeof import('node:tls');
  'node:zlib': typeof import('node:zlib');
}

/**
 * Loads a built-in when it is needed, with the first batch: `http` and its dependencies take 10 ms of an empty script's
 * start. It goes past `require` if Node can (20.16, 22.3): hooks on `require`, the agent's own included, would take it
 * for the app's first use of `http` and load instrumentations.
 */
export function builtin<Name extends keyof Builtins>(name: Name): Builtins[Name] {
  const load: (name: string) => unknown = process.getBuiltinModule ?? require;
  return load(name) as Builtins[Name];
}
