import { findParts } from './find-parts';
import { GAP, layOutPart, type PartLayout, type Point, type Route } from './lay-out-part';
import { type LabelPlace, placeLabels } from './place-labels';
import type { Link } from './sort-into-layers';

export { BOX, type Point } from './lay-out-part';

export interface PlacedEdge<Edge> extends Route<Edge> {
  readonly label: LabelPlace;
}

export interface MapLayout<Edge> {
  readonly width: number;
  readonly height: number;
  /** Top left corners. */
  readonly boxes: ReadonlyMap<string, Point>;
  readonly edges: readonly PlacedEdge<Edge>[];
}

/** Space between separate parts. */
const PARTS_APART = 36;

/** Lays a graph out: its largest part first, the others in rows below it, as many side by side as fit. */
export function layOutMap<Edge extends Link>(
  names: readonly string[],
  edges: readonly Edge[],
): MapLayout<Edge> {
  const parts = findParts(names, edges).map(part => layOutPart(part.names, part.edges));
  const width = Math.max(0, ...parts.map(part => part.width));
  const boxes = new Map<string, Point>();
  const routes: Route<Edge>[] = [];
  let [x, y, bottom] = [0, 0, 0];
  for (const part of parts) {
    if (x > 0 && x + part.width > width) [x, y] = [0, bottom + GAP.down];
    take(part, x, y, boxes, routes);
    bottom = Math.max(bottom, y + part.height);
    x += part.width + PARTS_APART;
  }
  const labels = placeLabels([...boxes.values()], routes);
  return {
    width,
    height: bottom,
    boxes,
    edges: routes.map((route, at) => ({ ...route, label: labels[at]! })),
  };
}

function take<Edge>(
  part: PartLayout<Edge>,
  x: number,
  y: number,
  boxes: Map<string, Point>,
  routes: Route<Edge>[],
): void {
  const moved = (point: Point) => ({ x: point.x + x, y: point.y + y });
  for (const [name, corner] of part.boxes) boxes.set(name, moved(corner));
  for (const { edge, points } of part.routes) routes.push({ edge, points: points.map(moved) });
}
