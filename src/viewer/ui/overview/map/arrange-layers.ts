/** A box of the map, or a point that a long edge runs through. */
export interface Spot {
  readonly name: string;
  readonly layer: number;
  /** Height that it takes, the gap included. */
  readonly height: number;
  /** Height of its middle, of either sign; set by `arrangeLayers`. */
  y: number;
}

const ROUNDS = 8;

/** Orders each layer by the middle of what its spots are joined to, to and fro, and moves them level with it. */
export function arrangeLayers(
  layers: readonly Spot[][],
  ways: readonly (readonly string[])[],
  spots: Map<string, Spot>,
): void {
  const joined = new Map<Spot, Spot[]>([...spots.values()].map(spot => [spot, []]));
  for (const way of ways) {
    for (let at = 1; at < way.length; at++) {
      const [a, b] = [spots.get(way[at - 1]!)!, spots.get(way[at]!)!];
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
