import { QuantileSketch } from './quantile-sketch';

/** Most routes that are learnt by themselves; all others share a sketch. */
const MAX_ROUTES = 200;
const OTHERS = '';

/** Learns how long each route takes. */
export class SlowRoutes {
  readonly #quantile: number;
  readonly #sketches = new Map<string, QuantileSketch>();

  constructor(quantile: number) {
    this.#quantile = quantile;
  }

  /** Counts a request, and tells whether it is slower than that share of its route's. */
  add(route: string, durationMs: number): boolean {
    return this.#sketchOf(route).add(durationMs);
  }

  #sketchOf(route: string): QuantileSketch {
    const known = this.#sketches.get(route);
    if (known !== undefined) return known;
    if (this.#sketches.size >= MAX_ROUTES && route !== OTHERS) return this.#sketchOf(OTHERS);
    const made = new QuantileSketch(this.#quantile);
    // Copied: the name could be a slice that keeps a whole URL in memory.
    this.#sketches.set(Buffer.from(route).toString(), made);
    return made;
  }
}
