import type { Link } from './sort-into-layers';

/** Services that are joined by calls, and the calls between them. */
export interface MapPart<Edge> {
  readonly names: readonly string[];
  readonly edges: readonly Edge[];
}

/** Splits a graph into its separate parts, the largest first; parts of a size keep the order of their names. */
export function findParts<Edge extends Link>(
  names: readonly string[],
  edges: readonly Edge[],
): MapPart<Edge>[] {
  const partOf = new Map(names.map(name => [name, [name]]));
  for (const { from, to } of edges) {
    const [larger, smaller] = [partOf.get(from)!, partOf.get(to)!].sort((a, b) => b.length - a.length);
    if (larger === smaller) continue;
    larger!.push(...smaller!);
    for (const name of smaller!) partOf.set(name, larger!);
  }
  const parts = [...new Set(names.map(name => partOf.get(name)!))];
  return parts
    .map(members => {
      const isMember = new Set(members);
      return {
        names: names.filter(name => isMember.has(name)),
        edges: edges.filter(({ from }) => isMember.has(from)),
      };
    })
    .sort((a, b) => b.names.length - a.names.length || b.edges.length - a.edges.length);
}
