/** Scopes that measure the process or its telemetry: garbage collections, exports. They go on without any work of the app. */
const NOT_OF_THE_APP = /^(otel-agent|@opentelemetry\/(sdk-\w+|otlp-exporter|instrumentation-runtime-node))$/;

/**
 * Tells which readers would miss a measurement if the process ended. Instruments that are called note the first measurement
 * after a collection; observable instruments are asked by the collection itself, and note nothing.
 */
export class Unexported {
  /** True if there is nothing to note. Instruments look here for each measurement, and call `note` if it is false. */
  isNoted = true;
  readonly #readers = new Set<UnexportedOfReader>();
  readonly #onNoted: () => void;

  /** Creates one without readers, which has nothing to note. `onNoted` is called once between two collections. */
  constructor(onNoted: () => void = () => {}) {
    this.#onNoted = onNoted;
  }

  /** Returns itself, or for a scope that is none of the app's one that notes nothing. */
  of(scope: string): Unexported {
    return NOT_OF_THE_APP.test(scope) ? NOTHING : this;
  }

  addReader(): UnexportedOfReader {
    const reader = new UnexportedOfReader(this);
    this.#readers.add(reader);
    this.isNoted = false;
    return reader;
  }

  note(): void {
    this.isNoted = true;
    for (const reader of this.#readers) reader.note();
    this.#onNoted();
  }

  /** Notes the next measurement again, for the readers that are left. */
  begin(): void {
    this.isNoted = this.#readers.size === 0;
  }

  remove(reader: UnexportedOfReader): void {
    this.#readers.delete(reader);
    this.begin();
  }
}

const NOTHING = new Unexported();

/** Measurements that a reader has not handed to its exporter: those since the last collection, and the collected ones. */
export class UnexportedOfReader {
  readonly all: Unexported;
  #isMeasured = false;
  #isCollected = false;

  constructor(all: Unexported) {
    this.all = all;
  }

  get areThere(): boolean {
    return this.#isMeasured || this.#isCollected;
  }

  note(): void {
    this.#isMeasured = true;
  }

  /** Call it before a collection: a measurement that is made meanwhile is noted for the next one. */
  collecting(): void {
    this.#isCollected = this.areThere;
    this.#isMeasured = false;
    this.all.begin();
  }

  /** Call it once the exporter has the collection, or there was nothing to export. */
  exported(): void {
    this.#isCollected = false;
  }

  /** Call it when a reader has ended. */
  close(): void {
    this.all.remove(this);
    this.#isMeasured = this.#isCollected = false;
  }
}
