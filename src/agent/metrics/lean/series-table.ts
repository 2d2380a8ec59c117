import type { Attributes, AttributeValue, HrTime } from '@opentelemetry/api';
import { isFull } from '../../memory/share';
import { hrTimeOfMs } from '../hr-time';
import { AttributeSet } from './attribute-set';

/** Aggregate of measurements; one for each combination of attributes. */
export interface Aggregate<Value> {
  record(value: number): void;
  /** Returns a copy of the present state. */
  value(): Value;
}

/** Series of a combination of attributes. */
export interface Series<Value> {
  readonly attributes: Attributes;
  readonly startTime: HrTime;
  readonly aggregate: Aggregate<Value>;
}

/** Default limit and overflow attribute (metrics SDK specification, "Cardinality limits"). */
export const MAX_SERIES = 2000;
export const OVERFLOW: Attributes = { 'otel.metric.overflow': true };
/** Attributes come in few orders. Beyond this number of paths the table forgets them and learns anew. */
const MAX_PATHS = 2 * MAX_SERIES;

/** Path to a series by the attributes in the given order: key, value, key, value, … */
interface Path<Value> {
  series: Series<Value> | undefined;
  readonly next: Map<string, Map<unknown, Path<Value>>>;
}

/**
 * Series of one instrument. Attributes are looked up value by value, in a tenth of the time that the SDK takes to sort and
 * print them into a key; that is done only for a combination that is new.
 */
export class SeriesTable<Value> {
  readonly #create: () => Aggregate<Value>;
  #paths = emptyPath<Value>();
  #pathCount = 0;
  #series = new Map<string, Series<Value>>();
  #overflow: Series<Value> | undefined;
  /** Series of the previous interval continue where that ended. */
  #continued: { readonly keys: ReadonlySet<string>; readonly since: HrTime } | undefined;

  constructor(create: () => Aggregate<Value>) {
    this.#create = create;
  }

  /** True without a measurement since the start, or since a delta reader has collected. */
  get isEmpty(): boolean {
    return this.#series.size === 0 && this.#overflow === undefined;
  }

  find(attributes: Attributes): Aggregate<Value> {
    if (!(attributes instanceof AttributeSet)) return this.#walk(attributes).aggregate;
    const found = attributes.found(this.#series) as Series<Value> | undefined;
    if (found !== undefined) return found.aggregate;
    // Without a path, which would take more memory than the series.
    const series = this.#seriesOf(attributes as Attributes);
    if (series !== this.#overflow) attributes.keep(this.#series, series);
    return series.aggregate;
  }

  #walk(attributes: Attributes): Series<Value> {
    let path: Path<Value> | undefined = this.#paths;
    for (const key of Object.keys(attributes)) {
      path = path.next.get(key)?.get(attributes[key]);
      if (path === undefined) break;
    }
    return path?.series ?? this.#learn(attributes);
  }

  list(): Series<Value>[] {
    const series = [...this.#series.values()];
    return this.#overflow === undefined ? series : [...series, this.#overflow];
  }

  /** Begins the next interval, which holds only what is measured in it. */
  startOver(since: HrTime): void {
    this.#continued = { keys: new Set(this.#series.keys()), since };
    this.#series = new Map();
    this.#overflow = undefined;
    this.#forgetPaths();
  }

  #learn(attributes: Attributes): Series<Value> {
    const series = this.#seriesOf(attributes);
    if (series !== this.#overflow && Object.values(attributes).every(isPrimitive))
      this.#layPath(attributes, series);
    return series;
  }

  #seriesOf(attributes: Attributes): Series<Value> {
    const key = keyOf(attributes);
    let series = this.#series.get(key);
    if (series === undefined) {
      if (this.#series.size >= MAX_SERIES - 1) {
        this.#overflow ??= this.#newSeries(OVERFLOW, undefined);
        return this.#overflow;
      }
      series = this.#newSeries({ ...attributes }, key);
      this.#series.set(key, series);
    }
    return series;
  }

  #newSeries(attributes: Attributes, key: string | undefined): Series<Value> {
    const isContinued = key !== undefined && this.#continued?.keys.has(key);
    const startTime = isContinued ? this.#continued!.since : hrTimeOfMs(Date.now());
    return { attributes, startTime, aggregate: this.#create() };
  }

  #layPath(attributes: Attributes, series: Series<Value>): void {
    if (isFull(this.#pathCount, MAX_PATHS)) this.#forgetPaths();
    this.#pathCount++;
    let path = this.#paths;
    for (const key of Object.keys(attributes)) {
      const byValue = path.next.get(key) ?? new Map<unknown, Path<Value>>();
      path.next.set(key, byValue);
      const next = byValue.get(attributes[key]) ?? emptyPath<Value>();
      byValue.set(attributes[key], next);
      path = next;
    }
    path.series = series;
  }

  #forgetPaths(): void {
    this.#paths = emptyPath();
    this.#pathCount = 0;
  }
}

function emptyPath<Value>(): Path<Value> {
  return { series: undefined, next: new Map() };
}

/** Returns one key for the same attributes in any order. */
function keyOf(attributes: Attributes): string {
  return JSON.stringify(
    Object.keys(attributes)
      .sort()
      .map(key => [key, attributes[key]]),
  );
}

function isPrimitive(value: AttributeValue | undefined): boolean {
  return typeof value !== 'object';
}
