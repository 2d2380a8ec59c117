import { type Attributes, type AttributeValue, diag } from '@opentelemetry/api';
import { cleanAttributes, isAnyValue } from '@opentelemetry/core';
import type { SharedAttributes } from './shared-attributes';
import type { Limits } from './tracer-state';

/** So many entries are looked through faster than hashed; who sets more than any instrumentation gets an object. */
const MAX_LISTED = 256;

/**
 * A span's attributes as a list, key after key with its value: cheaper to fill and to encode than an object, whose
 * shape V8 would have to find anew at each key. The rules are the SDK's: what is no attribute value is left out,
 * objects are copied, long text is cut, and beyond the limit keys are counted instead.
 */
export class SpanAttributes {
  /** Undefined once somebody has asked for an object, which may be changed and counts from then on. */
  list: unknown[] | undefined = [];
  /** Of many spans, and not on the list: these count like the others. */
  shared: SharedAttributes | undefined;
  droppedCount = 0;
  #object: Attributes | undefined;
  #count = 0;
  readonly #limits: Limits;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** What a span starts with: here, what is no attribute is counted as dropped. */
  start(attributes: Attributes): void {
    for (const key in attributes) {
      if (!hasOwn.call(attributes, key)) continue;
      const value = attributes[key];
      if (value !== undefined && !this.set(key, value)) this.droppedCount++;
    }
  }

  /** Adds attributes none of which is set yet. False when they have to be set one by one, for the limits' sake. */
  share(shared: SharedAttributes): boolean {
    const { attributeCountLimit, attributeValueLengthLimit } = this.#limits;
    const count = this.#count + shared.list.length / 2;
    const isPlain = this.list !== undefined && this.shared === undefined;
    if (!isPlain || count > attributeCountLimit || attributeValueLengthLimit !== Infinity) return false;
    this.#count = count;
    this.shared = shared;
    return true;
  }

  /** False when it is no attribute. */
  set(key: string, value: AttributeValue | undefined): boolean {
    if (value === undefined) return true;
    const name = typeof key === 'string' ? key : String(key);
    if (name === '') return refused(name, 'key');
    const at = this.#find(name);
    if (at === NOT_THERE && this.#count >= this.#limits.attributeCountLimit) {
      this.#drop();
      return true;
    }
    const clean = this.#clean(name, value);
    if (clean === undefined) return false;
    this.#put(at, name, clean);
    return true;
  }

  /** The same as an object, which is the only truth afterwards. */
  asObject(): Attributes {
    if (this.#object === undefined) {
      this.#object = {};
      this.#unshare();
      const list = this.list!;
      for (let i = 0; i < list.length; i += 2)
        this.#object[list[i] as string] = list[i + 1] as AttributeValue;
      this.list = undefined;
    }
    return this.#object;
  }

  /** Where in the list its key stands. */
  #find(name: string): number {
    const { list } = this;
    if (list === undefined) return Object.hasOwn(this.#object!, name) ? 0 : NOT_THERE;
    for (let i = 0; i < list.length; i += 2) if (list[i] === name) return i;
    if (this.shared === undefined || !this.shared.list.includes(name)) return NOT_THERE;
    this.#unshare();
    return this.#find(name);
  }

  #unshare(): void {
    this.list!.push(...(this.shared?.list ?? []));
    this.shared = undefined;
  }

  #drop(): void {
    if (this.droppedCount === 0) diag.warn('Dropping extra attributes.');
    this.droppedCount++;
  }

  #clean(name: string, value: AttributeValue): unknown {
    const { attributeValueLengthLimit } = this.#limits;
    if (typeof value === 'string')
      return value.length > attributeValueLengthLimit ? value.substring(0, attributeValueLengthLimit) : value;
    if (typeof value === 'number' || typeof value === 'boolean') return value;
    if (isAnyValue(value)) return cleanAttributes({ value }, this.#limits).attributes!.value;
    refused(name, 'value');
    return undefined;
  }

  #put(at: number, name: string, value: unknown): void {
    if (at === NOT_THERE) this.#count++;
    if (this.list === undefined) this.#object![name] = value as AttributeValue;
    else if (at !== NOT_THERE) this.list[at + 1] = value;
    else if (this.list.push(name, value) > 2 * MAX_LISTED) this.asObject();
  }
}

const NOT_THERE = -1;
/** `Object.hasOwn` costs a call; of this V8 knows that within `for…in` it is nearly always true. */
const hasOwn = Object.prototype.hasOwnProperty;

function refused(key: string, what: 'key' | 'value'): false {
  diag.warn(what === 'key' ? `Invalid attribute key: ${key}` : `Invalid attribute value set for key: ${key}`);
  return false;
}
