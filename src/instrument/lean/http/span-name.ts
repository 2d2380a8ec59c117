const MAX_KEPT = 2000;
let names = new Map<string, Map<string, string>>();
let kept = 0;

/** `GET /items/:id`. The same string again for the same two: one that is put together has to be made flat each time. */
export function spanName(method: string, route: string): string {
  return names.get(route)?.get(method) ?? keep(method, route);
}

function keep(method: string, route: string): string {
  if (kept++ >= MAX_KEPT) {
    names = new Map(); // Somebody makes up routes or methods.
    kept = 0;
  }
  const name = `${method} ${route}`;
  const byMethod = names.get(route) ?? new Map<string, string>();
  names.set(route, byMethod.set(method, name));
  return name;
}
