import { BOX, LOOP_HEIGHT, type Point, type Route } from './lay-out-part';
import type { Link } from './sort-into-layers';

/** Room of a label: two short lines. */
export const LABEL = { width: 74, height: 30 };

/** Places of a label along its edge, the best first: parts of the first gap and then of the others. */
const PLACES = [0.64, 0.5, 0.78, 0.36, 0.24, 0.88];

interface Area extends Point {
  readonly width: number;
  readonly height: number;
}

/** Middle of a label. */
export interface LabelPlace extends Point {
  /** True where all places along the edge are taken: the label then shows on demand. */
  readonly isCrowded: boolean;
}

/** Finds a place on each edge where its label covers no box and no other label. */
export function placeLabels(boxes: readonly Point[], routes: readonly Route<Link>[]): LabelPlace[] {
  const taken: Area[] = boxes.map(({ x, y }) => ({ x: x + BOX.width / 2, y: y + BOX.height / 2, ...BOX }));
  const labels = new Map<Route<Link>, LabelPlace>();
  // Edges with few places choose first.
  const byChoice = [...routes].sort((a, b) => a.points.length - b.points.length);
  for (const route of byChoice) {
    const places = placesAlong(route);
    const free = places.find(({ x, y }) => taken.every(area => !overlap(area, { x, y, ...LABEL })));
    labels.set(route, { ...(free ?? places[0]!), isCrowded: free === undefined });
    if (free !== undefined) taken.push({ ...free, ...LABEL });
  }
  return routes.map(route => labels.get(route)!);
}

function placesAlong({ edge, points }: Route<Link>): Point[] {
  if (edge.from === edge.to) {
    // Beside the loop, above the box's name.
    const [start] = points as [Point, Point];
    return [{ x: start.x - LABEL.width / 2 - 4, y: start.y - LOOP_HEIGHT / 2 }];
  }
  const places: Point[] = [];
  for (let at = 1; at < points.length; at++) {
    const [from, to] = [points[at - 1]!, points[at]!];
    for (const share of PLACES) places.push(pointBetween(from, to, share));
  }
  return places;
}

function overlap(a: Area, b: Area): boolean {
  return Math.abs(a.x - b.x) < (a.width + b.width) / 2 && Math.abs(a.y - b.y) < (a.height + b.height) / 2;
}

/** A point of the curve from one point to the next: see curveThrough. */
function pointBetween(from: Point, to: Point, at: number): Point {
  const weights = [(1 - at) ** 3, 3 * at * (1 - at) ** 2, 3 * at ** 2 * (1 - at), at ** 3] as const;
  const half = (to.x - from.x) / 2;
  const x =
    weights[0] * from.x + weights[1] * (from.x + half) + weights[2] * (to.x - half) + weights[3] * to.x;
  return { x, y: (weights[0] + weights[1]) * from.y + (weights[2] + weights[3]) * to.y };
}

/** A smooth line through the points of an edge, level at each; a loop rises above its box. */
export function curveThrough({ edge, points }: Route<Link>): string {
  const [start, ...rest] = points as [Point, ...Point[]];
  if (edge.from === edge.to) {
    const end = rest[0]!;
    const top = start.y - LOOP_HEIGHT * 1.2;
    return `M${start.x} ${start.y}C${start.x} ${top} ${end.x} ${top} ${end.x} ${end.y}`;
  }
  let d = `M${start.x} ${start.y}`;
  let before = start;
  for (const point of rest) {
    const half = (point.x - before.x) / 2;
    d += `C${before.x + half} ${before.y} ${point.x - half} ${point.y} ${point.x} ${point.y}`;
    before = point;
  }
  return d;
}
