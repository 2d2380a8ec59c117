import type { Attributes, AttributeValue } from '@opentelemetry/api';
import { cleanAttributes, isAnyValue } from '@opentelemetry/core';
import { asText } from '../../shared/as-text';
import { ownDiag } from '../../shared/log';
import type { SharedAttributes } from './shared-attributes';
import type { Limits } from './tracer-state';

/** Up to this many entries a linear search is faster than a hash. Spans with more switch to an object. */
const MAX_LISTED = 256;

/**
 * A span's attributes as a list of keys and values in turn. Filling and encoding it is cheaper than with an object, for
 * which V8 would have to find a new shape at each key. The rules are the SDK's: invalid values are left out, arrays are
 * copied, long text is cut, keys beyond the limit are counted.
 */
export class SpanAttributes {
  /** Undefined once `asObject` was called: callers may change that object, so it is the only truth from then on. */
  list: unknown[] | undefined = [];
  /** Attributes that other spans share; they are not on the list but count towards the limit. */
  shared: SharedAttributes | undefined;
  droppedCount = 0;
  #object: Attributes | undefined;
  #count = 0;
  readonly #limits: Limits;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Sets the initial attributes. Invalid ones are counted as dropped, as the SDK does only here. */
  start(attributes: Attributes): void {
    for (const key in attributes) {
      if (!hasOwn.call(attributes, key)) continue;
      const value = attributes[key];
      if (value !== undefined && !this.set(key, value)) this.droppedCount++;
    }
  }

  /** Adds attributes of which none is set yet. Returns false where the limits demand setting them one by one. */
  share(shared: SharedAttributes): boolean {
    const { attributeCountLimit, attributeValueLengthLimit } = this.#limits;
    const count = this.#count + shared.list.length / 2;
    const isPlain = this.list !== undefined && this.shared === undefined;
    if (!isPlain || count > attributeCountLimit || attributeValueLengthLimit !== Infinity) return false;
    this.#count = count;
    this.shared = shared;
    return true;
  }

  /**
   * Returns false for an invalid attribute. Does the usual case by itself, a valid text or number under a short list: V8
   * interprets the first thousand spans of a process, and a call costs most there.
   */
  set(key: string, value: AttributeValue | undefined): boolean {
    const { list, shared } = this;
    const limits = this.#limits;
    const isUsual =
      list !== undefined &&
      list.length < 2 * MAX_LISTED &&
      this.#count < limits.attributeCountLimit &&
      typeof key === 'string' &&
      key !== '' &&
      (typeof value === 'string'
        ? value.length <= limits.attributeValueLengthLimit
        : typeof value === 'number' || typeof value === 'boolean');
    if (!isUsual) return this.#setAny(key, value);
    for (let i = 0; i < list.length; i += 2) {
      if (list[i] !== key) continue;
      list[i + 1] = value;
      return true;
    }
    if (shared?.list.includes(key)) return this.#setAny(key, value);
    this.#count++;
    list.push(key, value);
    return true;
  }

  /** Returns the attributes as an object, which is the only truth afterwards. */
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

  #setAny(key: string, value: AttributeValue | undefined): boolean {
    if (value === undefined) return true;
    const name = asText(key);
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

  /** Index of a key in the list, or -1. */
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
    if (this.droppedCount === 0) ownDiag.warn('a span has more attributes than the limit, which are dropped');
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
/** Cheaper than `Object.hasOwn`: V8 knows that it is nearly always true within `for…in`. */
const hasOwn = Object.prototype.hasOwnProperty;

function refused(key: string, what: 'key' | 'value'): false {
  ownDiag.warn(`the ${what} of an attribute is not valid`, key);
  return false;
}
