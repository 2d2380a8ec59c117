import { ResourceItemsField } from '../../../shared/otlp/fields';
import type { Attributes, Scope } from '../trace';
import type { ScopeItems } from '../wire/scopes';
import { Writer } from '../wire/writer';
import { Interner, type InternerParts } from './interner';
import { readResource, readScope, serviceIn } from './origin';

/** Origin of spans or log records: the service that sent them and the instrumentation that made them. */
export interface Origin {
  readonly service: string;
  readonly resource: Attributes;
  readonly scope: Scope;
}

export interface OriginsParts {
  readonly resources: InternerParts;
  readonly pairs: InternerParts;
}

/**
 * The origins in a segment, known by small numbers. Resources and scopes are kept apart, each once: a large resource
 * costs no more with many scopes than with a single scope.
 *
 *   resources   |service.name=shop host.name=a|…
 *   pairs       |0 instrumentation-http|0 instrumentation-pg|…    number of the resource (four bytes), scope
 */
export class Origins {
  static sealed({ resources, pairs }: OriginsParts): Origins {
    return new Origins(Interner.sealed(resources), Interner.sealed(pairs));
  }

  readonly #resources: Interner;
  readonly #pairs: Interner;
  readonly #writer = new Writer();
  readonly #knownResources: Attributes[] = [];
  readonly #known: Origin[] = [];

  constructor(resources = new Interner(), pairs = new Interner()) {
    this.#resources = resources;
    this.#pairs = pairs;
  }

  get parts(): OriginsParts {
    return { resources: this.#resources.parts, pairs: this.#pairs.parts };
  }

  get count(): number {
    return this.#pairs.count;
  }

  get bytes(): number {
    return this.#resources.bytes + this.#pairs.bytes;
  }

  /** The number of a resource, given as its fields. */
  internResource(fields: Uint8Array): number {
    return this.#resources.intern(fields, 0, fields.length);
  }

  /** The number of a scope of that resource. */
  intern(resource: number, scopeFields: Uint8Array): number {
    this.#writer.clear();
    this.#writer.fixed32(resource);
    this.#writer.raw(scopeFields);
    const pair = this.#writer.view();
    return this.#pairs.intern(pair, 0, pair.length);
  }

  /** The origin with this number, read once. */
  of(number: number): Origin {
    this.#known[number] ??= this.#read(number);
    return this.#known[number];
  }

  /** The origin as a ResourceSpans (ResourceLogs …) with its one scope and no items. */
  messageOf(number: number): Uint8Array {
    const { resource, scope } = this.#pairOf(number);
    const writer = new Writer();
    writer.raw(this.#resources.get(resource));
    writer.bytesField(ResourceItemsField.scopeItems, scope);
    return writer.finish();
  }

  seal(): void {
    this.#resources.seal();
    this.#pairs.seal();
  }

  #read(number: number): Origin {
    const pair = this.#pairOf(number);
    this.#knownResources[pair.resource] ??= readResource(this.#resources.get(pair.resource));
    const resource = this.#knownResources[pair.resource]!;
    return { service: serviceIn(resource), resource, scope: readScope(pair.scope) };
  }

  #pairOf(number: number): { resource: number; scope: Uint8Array } {
    const pair = this.#pairs.get(number);
    const resource = new DataView(pair.buffer, pair.byteOffset).getUint32(0, true);
    return { resource, scope: pair.subarray(4) };
  }
}

/** Finds the numbers of a request's origins: once for each scope, and once more where the next segment begins. */
export class OriginFinder {
  #origins: Origins | undefined;
  #resourceStart = -1;
  #scopeStart = -1;
  #resource = 0;
  #number = 0;

  /** The number that the scope's origin has among `origins`. */
  of(origins: Origins, scope: ScopeItems): number {
    if (origins !== this.#origins || scope.resourceStart !== this.#resourceStart) {
      this.#resource = origins.internResource(scope.resourceFields);
      this.#resourceStart = scope.resourceStart;
    } else if (scope.start === this.#scopeStart) return this.#number;
    this.#origins = origins;
    this.#scopeStart = scope.start;
    this.#number = origins.intern(this.#resource, scope.scopeFields);
    return this.#number;
  }
}
