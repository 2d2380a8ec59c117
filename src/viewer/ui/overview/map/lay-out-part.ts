import { arrangeLayers, type Spot } from './arrange-layers';
import { type Link, sortIntoLayers } from './sort-into-layers';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** An edge from the caller's side to the callee's, through the gaps between layers; a loop has both ends on its box. */
export interface Route<Edge> {
  readonly edge: Edge;
  readonly points: readonly Point[];
}

/** Places of services that are joined, from 0, 0 on. */
export interface PartLayout<Edge> {
  readonly width: number;
  readonly height: number;
  /** Top left corners. */
  readonly boxes: ReadonlyMap<string, Point>;
  readonly routes: readonly Route<Edge>[];
}

export const BOX = { width: 204, height: 58 };
export const GAP = { across: 132, down: 20 };
/** Room above a box for the loop of a service that calls itself. */
export const LOOP_HEIGHT = 34;
const LOOP = { from: 76, to: 24 };
const POINT_HEIGHT = 44;
/** Edges whose labels find room in a gap; each further edge widens it. */
const ROOMY_EDGES = 6;
const EXTRA_GAP = { edge: 14, most: 150 };

/**
 * Lays services that are joined out from left to right: callers are left of their callees, except for calls that run in
 * a circle. Boxes of a layer are ordered so that few edges cross, and stand level with their neighbours. A graph always
 * looks the same.
 */
export function layOutPart<Edge extends Link>(
  names: readonly string[],
  edges: readonly Edge[],
): PartLayout<Edge> {
  const layerOf = sortIntoLayers(names, edges);
  const loops = edges.filter(({ from, to }) => from === to);
  const looping = new Set(loops.map(({ from }) => from));
  const layers: Spot[][] = [];
  const spots = new Map<string, Spot>();
  const add = (name: string, layer: number, height: number) => {
    const spot = { name, layer, height, y: 0 };
    layers[layer] ??= [];
    layers[layer].push(spot);
    spots.set(name, spot);
  };
  for (const name of names)
    add(name, layerOf.get(name)!, BOX.height + GAP.down + (looping.has(name) ? LOOP_HEIGHT : 0));
  const ways = new Map(
    edges
      .filter(({ from, to }) => from !== to)
      .map(edge => [edge, wayOf(edge, layerOf, (name, layer) => add(name, layer, POINT_HEIGHT))]),
  );
  arrangeLayers(layers, [...ways.values()], spots);
  return toPoints(layers, spots, { names, looping, loops, ways });
}

/** The names along an edge: both ends, and a point in each layer between them. */
function wayOf(
  { from, to }: Link,
  layerOf: ReadonlyMap<string, number>,
  addPoint: (name: string, layer: number) => void,
): string[] {
  const start = layerOf.get(from)!;
  const end = layerOf.get(to)!;
  const step = Math.sign(end - start);
  const way = [from];
  for (let layer = start + step; step !== 0 && layer !== end; layer += step) {
    const name = JSON.stringify([from, to, layer]);
    addPoint(name, layer);
    way.push(name);
  }
  return [...way, to];
}

function toPoints<Edge extends Link>(
  layers: readonly Spot[][],
  spots: ReadonlyMap<string, Spot>,
  {
    names,
    looping,
    loops,
    ways,
  }: {
    readonly names: readonly string[];
    readonly looping: ReadonlySet<string>;
    readonly loops: readonly Edge[];
    readonly ways: ReadonlyMap<Edge, readonly string[]>;
  },
): PartLayout<Edge> {
  const all = layers.flat();
  const top = Math.min(...all.map(spot => spot.y - spot.height / 2));
  const bottom = Math.max(...all.map(spot => spot.y + spot.height / 2));
  const lefts = leftsOf(layers.length, [...ways.values()], spots);
  const left = (spot: Spot) => lefts[spot.layer]!;
  const middle = (spot: Spot) => spot.y - top + (looping.has(spot.name) ? LOOP_HEIGHT / 2 : 0);
  const boxes = new Map(
    names.map(name => {
      const spot = spots.get(name)!;
      return [name, { x: left(spot), y: middle(spot) - BOX.height / 2 }];
    }),
  );
  const routes = [...ways].map(([edge, way]) => ({
    edge,
    points: pointsOf(
      way.map(name => spots.get(name)!),
      left,
      middle,
    ),
  }));
  const around = loops.map(edge => {
    const { x, y } = boxes.get(edge.from)!;
    return { edge, points: [LOOP.from, LOOP.to].map(distance => ({ x: x + BOX.width - distance, y })) };
  });
  return { width: lefts.at(-1)! + BOX.width, height: bottom - top, boxes, routes: [...routes, ...around] };
}

/** Left sides of the layers: a gap is wider the more edges cross it. */
function leftsOf(
  layers: number,
  ways: readonly (readonly string[])[],
  spots: ReadonlyMap<string, Spot>,
): number[] {
  const crossing = new Array<number>(layers).fill(0);
  for (const way of ways)
    for (let at = 1; at < way.length; at++)
      crossing[Math.max(spots.get(way[at - 1]!)!.layer, spots.get(way[at]!)!.layer)]!++;
  let x = 0;
  return crossing.map((count, layer) => {
    if (layer > 0)
      x +=
        BOX.width + GAP.across + Math.min(EXTRA_GAP.most, Math.max(0, count - ROOMY_EDGES) * EXTRA_GAP.edge);
    return x;
  });
}

function pointsOf(
  stops: readonly Spot[],
  left: (spot: Spot) => number,
  middle: (spot: Spot) => number,
): Point[] {
  const goesBack = stops.at(-1)!.layer < stops[0]!.layer;
  return stops.flatMap((spot, at) => {
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
}
