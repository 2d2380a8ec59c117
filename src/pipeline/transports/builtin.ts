interface Builtins {
  'node:http': typeof import('node:http');
  'node:http2': typeof import('node:http2');
  'node:https': typeof import('node:https');
  'node:net': typeof import('node:net');
  'node:tls': typeof import('node:tls');
  'node:zlib': typeof import('node:zlib');
}

/**
 * Loads a built-in when it is needed, which is with the first batch: `http` and what it brings is 10 ms of an empty
 * script's start. Past `require` where Node can (20.16, 22.3), since whoever watches that, the agent itself to begin
 * with, would take it for the app's first use of `http` and load what instruments it.
 */
export function builtin<Name extends keyof Builtins>(name: Name): Builtins[Name] {
  const load: (name: string) => unknown = process.getBuiltinModule ?? require;
  return load(name) as Builtins[Name];
}
