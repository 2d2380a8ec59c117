export interface Link {
  readonly from: string;
  readonly to: string;
}

/** Returns each name's layer, from 0 on: callers come before callees, except for calls that run in a circle. */
export function sortIntoLayers(names: readonly string[], edges: readonly Link[]): Map<string, number> {
  return layersOf(names, withoutCircles(names, edges));
}

/** Turns round the edges that close a circle. */
function withoutCircles(names: readonly string[], edges: readonly Link[]): Link[] {
  const outgoing = new Map<string, Link[]>(names.map(name => [name, []]));
  for (const edge of edges) outgoing.get(edge.from)?.push(edge);
  const called = new Set(edges.map(edge => edge.to));
  const state = new Map<string, 'open' | 'done'>();
  const forward: Link[] = [];
  const visit = (name: string) => {
    state.set(name, 'open');
    for (const edge of outgoing.get(name) ?? []) {
      if (edge.to === name) continue;
      if (state.get(edge.to) === 'open') forward.push({ from: edge.to, to: name });
      else {
        forward.push(edge);
        if (!state.has(edge.to)) visit(edge.to);
      }
    }
    state.set(name, 'done');
  };
  // Services without callers come first: requests begin there.
  for (const name of [...names].sort((a, b) => Number(called.has(a)) - Number(called.has(b))))
    if (!state.has(name)) visit(name);
  return forward;
}

/** Each name's layer: one beyond the last layer that leads to it. */
function layersOf(names: readonly string[], forward: readonly Link[]): Map<string, number> {
  const layerOf = new Map(names.map(name => [name, 0]));
  for (let changed = true; changed; ) {
    changed = false;
    for (const { from, to } of forward) {
      if (layerOf.get(to)! > layerOf.get(from)!) continue;
      layerOf.set(to, layerOf.get(from)! + 1);
      changed = true;
    }
  }
  return layerOf;
}
