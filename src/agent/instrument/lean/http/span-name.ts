import { isFull } from '../../../memory/share';

const MAX_KEPT = 2000;
let names = new Map<string, Map<string, string>>();
let kept = 0;

/** Returns `GET /items/:id`, from a cache: V8 would have to flatten a newly joined string each time. */
export function spanName(method: string, route: string): string {
  return names.get(route)?.get(method) ?? keep(method, route);
}

function keep(method: string, route: string): string {
  if (isFull(kept++, MAX_KEPT)) {
    names = new Map(); // A client makes up methods, or the app makes up routes.
    kept = 1;
  }
  const name = `${method} ${route}`;
  const byMethod = names.get(route) ?? new Map<string, string>();
  names.set(route, byMethod.set(method, name));
  return name;
}
