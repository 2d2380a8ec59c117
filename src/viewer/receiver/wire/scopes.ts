import {
  ExportRequestField,
  ResourceItemsField,
  ScopeItemsField,
  WireType,
} from '../../../shared/otlp/fields';
import { MalformedError } from './malformed-error';
import { Reader } from './reader';
import { Writer } from './writer';

const RESOURCE_ITEMS = (ExportRequestField.resourceItems << 3) | WireType.bytes;
const SCOPE_ITEMS = (ResourceItemsField.scopeItems << 3) | WireType.bytes;
const ITEMS = (ScopeItemsField.items << 3) | WireType.bytes;

/**
 * Maximum size of a resource or a scope, in bytes: every segment of the store with a span of it has a copy, and the
 * smallest segments hold twice as much.
 */
const MAX_ORIGIN_BYTES = 2 ** 18;

/**
 * Throws MalformedError when a resource or scope of an export request, which `checkMessage` has passed, is larger than
 * the store can keep beside its spans.
 */
export function checkScopes(request: Uint8Array): void {
  eachNested(new Reader(request), RESOURCE_ITEMS, resource =>
    checkRest(resource, SCOPE_ITEMS, scope => checkRest(scope, ITEMS)),
  );
}

function checkRest(reader: Reader, items: number, check?: (nested: Reader) => void): void {
  let size = 0;
  for (let from = reader.at, tag = reader.tag(); tag !== 0; from = reader.at, tag = reader.tag()) {
    if (tag !== items || check === undefined) {
      reader.skip(tag);
      if (tag !== items) size += reader.at - from;
      continue;
    }
    const outer = reader.enter();
    check(reader);
    reader.leave(outer);
  }
  checkOriginBytes(size);
}

/** Throws MalformedError where a resource or scope without its items has more than `MAX_ORIGIN_BYTES`. */
export function checkOriginBytes(size: number): void {
  if (size > MAX_ORIGIN_BYTES)
    throw new MalformedError(`a resource or scope is larger than ${MAX_ORIGIN_BYTES} bytes`);
}

/**
 * Calls `use` with every scope of an export request, which `checkMessage` has passed. The three signals are alike down
 * to here.
 */
export function eachScope(request: Uint8Array, use: (scope: ScopeItems) => void): void {
  const scope = new ScopeItems(request);
  eachNested(new Reader(request), RESOURCE_ITEMS, resource => {
    scope.enterResource(resource.at, resource.end);
    eachNested(resource, SCOPE_ITEMS, items => {
      scope.enter(items.at, items.end);
      use(scope);
    });
  });
}

/**
 * The items (spans, log records or metrics) of one scope of one resource. One object is used again for every scope: a
 * request may hold a million empty ones, and these cost nothing.
 */
export class ScopeItems {
  readonly #request: Uint8Array;
  readonly #reader: Reader;
  readonly #resource: Rest;
  readonly #scope: Rest;

  constructor(request: Uint8Array) {
    this.#request = request;
    this.#reader = new Reader(request);
    this.#resource = new Rest(request, SCOPE_ITEMS);
    this.#scope = new Rest(request, ITEMS);
  }

  /** Position of the resource in the request, as `start` is of the scope: another position is another resource or scope. */
  get resourceStart(): number {
    return this.#resource.start;
  }

  get start(): number {
    return this.#scope.start;
  }

  /** The resource and its schema URL as a ResourceSpans (…Logs, …Metrics) without scopes; holds until the next resource. */
  get resourceFields(): Uint8Array {
    return this.#resource.fields;
  }

  /** The scope and its schema URL as a ScopeSpans (…Logs, …Metrics) without items; holds until the next scope. */
  get scopeFields(): Uint8Array {
    return this.#scope.fields;
  }

  /** Calls `use` with a reader that stands at each item in turn and ends where the item ends. */
  eachItem(use: (item: Reader) => void): void {
    eachNested(this.#reader.over(this.#request, this.#scope.start, this.#scope.end), ITEMS, use);
  }

  enterResource(start: number, end: number): void {
    this.#resource.enter(start, end);
  }

  enter(start: number, end: number): void {
    this.#scope.enter(start, end);
  }
}

/** The fields of a message but for those with one tag, put together when they are asked for. */
class Rest {
  start = 0;
  end = 0;
  #isKnown = false;
  readonly #writer = new Writer();
  readonly #reader: Reader;
  readonly #unwanted: number;

  constructor(request: Uint8Array, unwanted: number) {
    this.#reader = new Reader(request);
    this.#unwanted = unwanted;
  }

  enter(start: number, end: number): void {
    this.start = start;
    this.end = end;
    this.#isKnown = false;
  }

  get fields(): Uint8Array {
    if (!this.#isKnown) this.#gather();
    this.#isKnown = true;
    return this.#writer.view();
  }

  #gather(): void {
    const writer = this.#writer;
    const unwanted = this.#unwanted;
    const reader = this.#reader.over(this.#reader.bytes, this.start, this.end);
    writer.clear();
    for (let from = reader.at, tag = reader.tag(); tag !== 0; from = reader.at, tag = reader.tag()) {
      reader.skip(tag);
      if (tag !== unwanted) writer.raw(reader.bytes, from, reader.at);
    }
  }
}

function eachNested(reader: Reader, wanted: number, use: (nested: Reader) => void): void {
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag !== wanted) {
      reader.skip(tag);
      continue;
    }
    const outer = reader.enter();
    use(reader);
    reader.leave(outer);
  }
}
