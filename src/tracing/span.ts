import {
  type Attributes,
  type AttributeValue,
  diag,
  type Exception,
  type HrTime,
  type Link,
  type Span,
  type SpanContext,
  type SpanKind,
  type SpanStatus,
  SpanStatusCode,
  type TimeInput,
} from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import { hrTimeDuration, isTimeInput, millisToHrTime } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import { type Anchor, anchorFor, readTime, timeAt } from './anchor';
import { BoundedList, limitedEvent, limitedLink } from './bounded-list';
import { exceptionAttributes } from './exception-attributes';
import { monotonicNow } from './monotonic-clock';
import type { SharedAttributes } from './shared-attributes';
import { SpanAttributes } from './span-attributes';
import type { TracerState } from './tracer-state';

/** What a span begins with. */
export interface SpanStart {
  readonly name: string;
  readonly kind: SpanKind;
  readonly spanContext: SpanContext;
  readonly parentSpanContext: SpanContext | undefined;
  /** The anchor of the span above it in this process. */
  readonly parentAnchor: Anchor | undefined;
  readonly startTime: TimeInput | undefined;
  readonly attributes: Attributes | undefined;
  /** The same attributes, if other spans begin with them as well. */
  readonly shared: SharedAttributes | undefined;
  readonly links: Link[] | undefined;
}

/**
 * A recording span of our own: to whoever calls the API, and to whoever reads a finished span, it is what the SDK's is,
 * with the same limits and the same answers to misuse.
 */
export class LeanSpan implements Span, ReadableSpan {
  name: string;
  status: SpanStatus = UNSET;
  endTime: HrTime = NOT_ENDED;
  ended = false;
  readonly kind: SpanKind;
  readonly parentSpanContext?: SpanContext;
  readonly startTime: HrTime;
  readonly anchor: Anchor;
  readonly #spanContext: SpanContext;
  readonly #tracer: TracerState;
  readonly #attributes: SpanAttributes;
  readonly #isStartGiven: boolean;
  #events: BoundedList<TimedEvent> | undefined;
  #links: BoundedList<Link> | undefined;

  constructor(tracer: TracerState, start: SpanStart) {
    const nowMs = monotonicNow();
    this.name = start.name;
    this.kind = start.kind;
    if (start.parentSpanContext !== undefined) this.parentSpanContext = start.parentSpanContext;
    this.anchor = anchorFor(start.parentAnchor, nowMs);
    this.startTime = readTime(this.anchor, start.startTime) ?? timeAt(this.anchor, nowMs);
    this.#spanContext = start.spanContext;
    this.#tracer = tracer;
    this.#attributes = new SpanAttributes(tracer.spanLimits);
    this.#isStartGiven = start.startTime != null;
    const isShared = start.shared !== undefined && this.#attributes.share(start.shared);
    if (!isShared && start.attributes !== undefined) this.#attributes.start(start.attributes);
    if (start.links !== undefined) this.addLinks(start.links);
  }

  spanContext(): SpanContext {
    return this.#spanContext;
  }

  isRecording(): boolean {
    return !this.ended;
  }

  setAttribute(key: string, value: AttributeValue): this {
    if (this.#mayChange()) this.#attributes.set(key, value);
    return this;
  }

  setAttributes(attributes: Attributes): this {
    if (!this.#mayChange()) return this;
    for (const key in attributes) {
      if (Object.hasOwn(attributes, key)) this.#attributes.set(key, attributes[key]);
    }
    return this;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    if (!this.#mayChange()) return this;
    const { spanLimits } = this.#tracer;
    const isTime = isTimeInput(attributesOrTime);
    const at = this.#timeOrNow(isTime && !isTimeInput(time) ? attributesOrTime : time);
    this.#events ??= new BoundedList(spanLimits.eventCountLimit);
    this.#events.add(limitedEvent(name, at, isTime ? undefined : attributesOrTime, spanLimits));
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    const attributes = exceptionAttributes(exception);
    if (attributes === undefined)
      diag.warn('Failed to record an exception that says neither its type nor a message');
    else this.addEvent('exception', attributes, time);
  }

  addLink(link: Link): this {
    if (!this.#mayChange()) return this;
    const { spanLimits } = this.#tracer;
    this.#links ??= new BoundedList(spanLimits.linkCountLimit);
    this.#links.add(limitedLink(link, spanLimits));
    return this;
  }

  addLinks(links: Link[]): this {
    for (const link of links) this.addLink(link);
    return this;
  }

  setStatus({ code, message }: SpanStatus): this {
    if (!this.#mayChange() || code === SpanStatusCode.UNSET || this.status.code === SpanStatusCode.OK)
      return this;
    const isSaid = code === SpanStatusCode.ERROR && typeof message === 'string';
    this.status = isSaid ? { code, message } : { code };
    return this;
  }

  updateName(name: string): this {
    if (this.#mayChange()) this.name = name;
    return this;
  }

  end(endTime?: TimeInput): void {
    if (this.ended) {
      diag.error(`${this.name} ${idsOf(this)} - You can only call end() on a span once.`);
      return;
    }
    this.endTime = this.#timeOrNow(endTime);
    if (isBefore(this.endTime, this.startTime)) {
      diag.warn('Inconsistent start and end time, startTime > endTime. Setting span duration to 0ms.');
      this.endTime = [...this.startTime];
    }
    const { spanProcessors } = this.#tracer;
    for (const processor of spanProcessors) processor.onEnding?.(this);
    this.ended = true;
    for (const processor of spanProcessors) processor.onEnd(this);
  }

  get attributes(): Attributes {
    return this.#attributes.asObject();
  }

  /** Adds attributes that other spans have as well, none of which this one has. */
  shareAttributes(shared: SharedAttributes): this {
    if (!this.#mayChange() || this.#attributes.share(shared)) return this;
    const { list } = shared;
    for (let i = 0; i < list.length; i += 2) this.#attributes.set(list[i] as string, list[i + 1]);
    return this;
  }

  /** Those that are left of them, for the encoder. */
  get sharedAttributes(): SharedAttributes | undefined {
    return this.#attributes.shared;
  }

  /** Key after key with its value, for the encoder; undefined once `attributes` has been asked for. */
  get attributeList(): unknown[] | undefined {
    return this.#attributes.list;
  }

  get droppedAttributesCount(): number {
    return this.#attributes.droppedCount;
  }

  get events(): TimedEvent[] {
    return this.#events?.items ?? [];
  }

  get droppedEventsCount(): number {
    return this.#events?.droppedCount ?? 0;
  }

  get links(): Link[] {
    return this.#links?.items ?? [];
  }

  get droppedLinksCount(): number {
    return this.#links?.droppedCount ?? 0;
  }

  get duration(): HrTime {
    return this.ended ? hrTimeDuration(this.startTime, this.endTime) : [-1, -1];
  }

  get instrumentationScope(): InstrumentationScope {
    return this.#tracer.scope;
  }

  get resource(): Resource {
    return this.#tracer.resource;
  }

  /** The SDK's own choice: where the caller gave the start, the end is of the wall clock as well. */
  #timeOrNow(given: TimeInput | undefined): HrTime {
    const time = readTime(this.anchor, given);
    if (time !== undefined) return time;
    return this.#isStartGiven ? millisToHrTime(Date.now()) : timeAt(this.anchor, monotonicNow());
  }

  #mayChange(): boolean {
    if (this.ended) diag.warn(`Cannot execute the operation on ended Span ${idsOf(this)}`);
    return !this.ended;
  }
}

const UNSET: SpanStatus = Object.freeze({ code: SpanStatusCode.UNSET });
const NOT_ENDED: HrTime = [0, 0];

function isBefore(time: HrTime, other: HrTime): boolean {
  return time[0] < other[0] || (time[0] === other[0] && time[1] < other[1]);
}

function idsOf(span: LeanSpan): string {
  const { traceId, spanId } = span.spanContext();
  return `{traceId: ${traceId}, spanId: ${spanId}}`;
}
