import { type Link, sortIntoLayers } from './sort-into-layers';

/** A box of the map, or a point that a long edge runs through. */
interface Spot {
  readonly name: string;
  readonly layer: number;
  /** Height that it takes, the gap included. */
  readonly height: number;
  y: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PlacedEdge<Edge> {
  readonly edge: Edge;
  /** From the caller's side to the callee's, through the gaps between layers. */
  readonly points: readonly Point[];
  /** Where its label goes: in the first gap, nearer to its end, where edges from one box are apart. */
  readonly label: Point;
}

export interface MapLayout<Edge> {
  readonly width: number;
  readonly height: number;
  /** Top left corners. */
  readonly boxes: ReadonlyMap<string, Point>;
  readonly edges: readonly PlacedEdge<Edge>[];
}

export const BOX = { width: 204, height: 58 };
const GAP = { across: 132, down: 20 };
const POINT_HEIGHT = 44;
const ROUNDS = 8;
/** How far along the first gap a label is, from 0 to 1. */
const LABEL_AT = 0.64;

/**
 * Lays a graph out from left to right: who calls is left of whom it calls, calls that run in a circle go back. Boxes of
 * one layer are ordered so that few edges cross, and put level with those they are joined to. The same graph always
 * looks the same.
 */
export function layOutMap<Edge extends Link>(
  names: readonly string[],
  edges: readonly Edge[],
): MapLayout<Edge> {
  const layerOf = sortIntoLayers(names, edges);
  const layers: Spot[][] = [];
  const spots = new Map<string, Spot>();
  const add = (name: string, layer: number, height: number) => {
    const spot = { name, layer, height, y: 0 };
    layers[layer] ??= [];
    layers[layer].push(spot);
    spots.set(name, spot);
  };
  for (const name of names) add(name, layerOf.get(name)!, BOX.height + GAP.down);
  const routes = new Map(
    edges.map(edge => [edge, routeOf(edge, layerOf, (name, layer) => add(name, layer, POINT_HEIGHT))]),
  );
  arrange(layers, [...routes.values()], spots);
  return toPoints(layers, spots, names, routes);
}

/** The names along an edge: both ends, and a point in each layer between them. */
function routeOf(
  { from, to }: Link,
  layerOf: ReadonlyMap<string, number>,
  addPoint: (name: string, layer: number) => void,
): string[] {
  const start = layerOf.get(from)!;
  const end = layerOf.get(to)!;
  const step = Math.sign(end - start);
  const route = [from];
  for (let layer = start + step; step !== 0 && layer !== end; layer += step) {
    const name = JSON.stringify([from, to, layer]);
    addPoint(name, layer);
    route.push(name);
  }
  return [...route, to];
}

/** Orders each layer by the middle of what its spots are joined to, to and fro, and moves them level with it. */
function arrange(
  layers: readonly Spot[][],
  routes: readonly (readonly string[])[],
  spots: Map<string, Spot>,
): void {
  const joined = new Map<Spot, Spot[]>([...spots.values()].map(spot => [spot, []]));
  for (const route of routes) {
    for (let at = 1; at < route.length; at++) {
      const [a, b] = [spots.get(route[at - 1]!)!, spots.get(route[at]!)!];
      joined.get(a)!.push(b);
      joined.get(b)!.push(a);
    }
  }
  for (const layer of layers) stack(layer, spot => layer.indexOf(spot));
  for (let round = 0; round < ROUNDS; round++) {
    const goesRight = round % 2 === 0;
    for (const layer of goesRight ? layers : [...layers].reverse()) {
      const aims = new Map(layer.map(spot => [spot, aimOf(spot, joined.get(spot)!, goesRight)]));
      layer.sort((a, b) => aims.get(a)! - aims.get(b)!);
      stack(layer, spot => aims.get(spot)!);
    }
  }
}

/** The height that a spot would like: the mean of those it is joined to on the side that was placed before. */
function aimOf(spot: Spot, joined: readonly Spot[], goesRight: boolean): number {
  const before = joined.filter(each => (goesRight ? each.layer < spot.layer : each.layer > spot.layer));
  if (before.length === 0) return spot.y;
  return before.reduce((sum, each) => sum + each.y, 0) / before.length;
}

/** Puts a layer's spots in their order as near to their aims as they fit. */
function stack(layer: readonly Spot[], aim: (spot: Spot) => number): void {
  // Neighbours that would overlap become one block about the mean of their aims.
  const blocks: { spots: Spot[]; height: number; middle: number }[] = [];
  for (const spot of layer) {
    let block = { spots: [spot], height: spot.height, middle: aim(spot) };
    for (let before = blocks.at(-1); before !== undefined && overlap(before, block); before = blocks.at(-1)) {
      blocks.pop();
      const weight = before.spots.length + block.spots.length;
      block = {
        spots: [...before.spots, ...block.spots],
        height: before.height + block.height,
        middle: (before.middle * before.spots.length + block.middle * block.spots.length) / weight,
      };
    }
    blocks.push(block);
  }
  for (const { spots, height, middle } of blocks) {
    let y = middle - height / 2;
    for (const spot of spots) {
      spot.y = y + spot.height / 2;
      y += spot.height;
    }
  }
}

function overlap(
  above: { readonly height: number; readonly middle: number },
  below: { readonly height: number; readonly middle: number },
): boolean {
  return below.middle - above.middle < (above.height + below.height) / 2;
}

function toPoints<Edge extends Link>(
  layers: readonly Spot[][],
  spots: ReadonlyMap<string, Spot>,
  names: readonly string[],
  routes: ReadonlyMap<Edge, readonly string[]>,
): MapLayout<Edge> {
  const all = layers.flat();
  const top = Math.min(...all.map(spot => spot.y - spot.height / 2), 0);
  const bottom = Math.max(...all.map(spot => spot.y + spot.height / 2), 0);
  const left = (spot: Spot) => spot.layer * (BOX.width + GAP.across);
  const middle = (spot: Spot) => spot.y - top;
  const boxes = new Map(
    names.map(name => {
      const spot = spots.get(name)!;
      return [name, { x: left(spot), y: middle(spot) - BOX.height / 2 }];
    }),
  );
  const edges = [...routes].map(([edge, route]) => placeEdge(edge, route, spots, left, middle));
  return {
    width: layers.length * (BOX.width + GAP.across) - GAP.across,
    height: bottom - top,
    boxes,
    edges,
  };
}

function placeEdge<Edge extends Link>(
  edge: Edge,
  route: readonly string[],
  spots: ReadonlyMap<string, Spot>,
  left: (spot: Spot) => number,
  middle: (spot: Spot) => number,
): PlacedEdge<Edge> {
  const stops = route.map(name => spots.get(name)!);
  const goesBack = stops.at(-1)!.layer < stops[0]!.layer;
  const points = stops.flatMap((spot, at) => {
    const y = middle(spot);
    const [near, far] = goesBack
      ? [left(spot) + BOX.width, left(spot)]
      : [left(spot), left(spot) + BOX.width];
    if (at === 0) return [{ x: far, y }];
    if (at === stops.length - 1) return [{ x: near, y }];
    return [
      { x: near, y },
      { x: far, y },
    ];
  });
  const [start, next] = points as [Point, Point];
  return { edge, points, label: pointBetween(start, next, LABEL_AT) };
}

/** A point of the curve from one point to the next: see curveThrough. */
function pointBetween(from: Point, to: Point, at: number): Point {
  const weights = [(1 - at) ** 3, 3 * at * (1 - at) ** 2, 3 * at ** 2 * (1 - at), at ** 3] as const;
  const half = (to.x - from.x) / 2;
  const x =
    weights[0] * from.x + weights[1] * (from.x + half) + weights[2] * (to.x - half) + weights[3] * to.x;
  return { x, y: (weights[0] + weights[1]) * from.y + (weights[2] + weights[3]) * to.y };
}

/** A smooth line through the points of an edge, level at each. */
export function curveThrough([start, ...rest]: readonly Point[]): string {
  let d = `M${start!.x} ${start!.y}`;
  let before = start!;
  for (const point of rest) {
    const half = (point.x - before.x) / 2;
    d += `C${before.x + half} ${before.y} ${point.x - half} ${point.y} ${point.x} ${point.y}`;
    before = point;
  }
  return d;
}
