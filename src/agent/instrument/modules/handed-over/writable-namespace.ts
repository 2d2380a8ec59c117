/** Makes a namespace with writable properties: a write goes to the module's own binding, so every importer sees it. */
export function writableNamespace(
  namespace: Readonly<Record<string, unknown>>,
  setters: Readonly<Record<string, (value: unknown) => void>>,
): object {
  const write = (target: Record<string, unknown>, key: string, value: unknown): boolean => {
    const set = setters[key];
    if (set === undefined) return false;
    set(value); // Throws for a `const`, and the instrumentation's patch ends there.
    target[key] = value;
    return true;
  };
  const copy: Record<string, unknown> = Object.assign(Object.create(null), namespace);
  Object.defineProperty(copy, Symbol.toStringTag, { value: 'Module' });
  return new Proxy(copy, {
    set: (target, key, value) => write(target, String(key), value),
    defineProperty: (target, key, { value }) => write(target, String(key), value),
  });
}
