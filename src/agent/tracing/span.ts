import {
  type Attributes,
  type AttributeValue,
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
import { asText } from '../../shared/as-text';
import { ownDiag } from '../../shared/log';
import { type Anchor, anchorFor, readTime, timeAt } from './anchor';
import { BoundedList, isLink, limitedEvent, limitedLink } from './bounded-list';
import { exceptionAttributes } from './exception-attributes';
import { monotonicNow } from './monotonic-clock';
import type { SharedAttributes } from './shared-attributes';
import { SpanAttributes } from './span-attributes';
import type { TracerState } from './tracer-state';

/** Initial state of a span. */
export interface SpanStart {
  readonly name: string;
  readonly kind: SpanKind;
  readonly spanContext: SpanContext;
  readonly parentSpanContext: SpanContext | undefined;
  /** Anchor of the parent span in this process. */
  readonly parentAnchor: Anchor | undefined;
  readonly startTime: TimeInput | undefined;
  readonly attributes: Attributes | undefined;
  /** Shared form of the attributes, if other spans begin with them, too. */
  readonly shared: SharedAttributes | undefined;
  readonly links: Link[] | undefined;
}

/**
 * Recording span of the agent. Callers of the API and readers of a finished span see what the SDK's span shows: the same
 * limits and the same answers to misuse.
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
  /** Trace that may be kept at its end (src/agent/sampling/keep/). */
  localTrace: object | undefined = undefined;
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
    this.#isStartGiven = start.startTime != null;
    const givenStart = this.#isStartGiven ? readTime(this.anchor, start.startTime) : undefined;
    this.startTime = givenStart ?? timeAt(this.anchor, nowMs);
    this.#spanContext = start.spanContext;
    this.#tracer = tracer;
    this.#attributes = new SpanAttributes(tracer.spanLimits);
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
    if (!this.ended || !this.#warnIfEnded()) this.#attributes.set(key, value);
    return this;
  }

  setAttributes(attributes: Attributes): this {
    if (this.#warnIfEnded()) return this;
    for (const key in attributes) {
      if (Object.hasOwn(attributes, key)) this.#attributes.set(key, attributes[key]);
    }
    return this;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    if (this.#warnIfEnded()) return this;
    const { spanLimits } = this.#tracer;
    const isTime = isTimeInput(attributesOrTime);
    const at = this.#timeOrNow(isTime && !isTimeInput(time) ? attributesOrTime : time);
    this.#events ??= new BoundedList(spanLimits.eventCountLimit);
    this.#events.add(limitedEvent(asText(name), at, isTime ? undefined : attributesOrTime, spanLimits));
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    const attributes = exceptionAttributes(exception);
    if (attributes === undefined) ownDiag.warn('an exception without type and message is not recorded');
    else this.addEvent('exception', attributes, time);
  }

  addLink(link: Link): this {
    if (this.#warnIfEnded() || !isLink(link)) return this;
    const { spanLimits } = this.#tracer;
    this.#links ??= new BoundedList(spanLimits.linkCountLimit);
    this.#links.add(limitedLink(link, spanLimits));
    return this;
  }

  addLinks(links: Link[]): this {
    if (Array.isArray(links)) for (const link of links) this.addLink(link);
    return this;
  }

  setStatus(status: SpanStatus): this {
    const { code, message } = status ?? UNSET;
    if (this.#warnIfEnded() || code === SpanStatusCode.UNSET || this.status.code === SpanStatusCode.OK)
      return this;
    const isSaid = code === SpanStatusCode.ERROR && typeof message === 'string';
    this.status = isSaid ? { code, message } : { code };
    return this;
  }

  updateName(name: string): this {
    if (!this.#warnIfEnded()) this.name = asText(name);
    return this;
  }

  end(endTime?: TimeInput): void {
    if (this.ended) {
      ownDiag.warn('a span was ended a second time', this.name);
      return;
    }
    this.endTime = this.#timeOrNow(endTime);
    if (isBefore(this.endTime, this.startTime)) {
      ownDiag.warn('a span ends before it starts, and gets a duration of 0', this.name);
      this.endTime = [...this.startTime];
    }
    const { spanProcessors } = this.#tracer;
    // Loops by index: `for…of` is several times their code, which V8 interprets first and compiles then.
    for (let i = 0; i < spanProcessors.length; i++) spanProcessors[i]!.onEnding?.(this);
    this.ended = true;
    for (let i = 0; i < spanProcessors.length; i++) spanProcessors[i]!.onEnd(this);
  }

  get attributes(): Attributes {
    return this.#attributes.asObject();
  }

  /** Adds shared attributes, of which this span has none yet. */
  shareAttributes(shared: SharedAttributes): this {
    if (this.#warnIfEnded() || this.#attributes.share(shared)) return this;
    const { list } = shared;
    for (let i = 0; i < list.length; i += 2) this.#attributes.set(list[i] as string, list[i + 1]);
    return this;
  }

  /** Shared attributes in force, for the encoder. */
  get sharedAttributes(): SharedAttributes | undefined {
    return this.#attributes.shared;
  }

  /** Keys and values in turn, for the encoder; undefined once `attributes` was read. */
  get attributeList(): unknown[] | undefined {
    return this.#attributes.list;
  }

  /**
   * True without events, links, a status and anything dropped, as most spans are: one question of the encoder instead
   * of seven.
   */
  get isPlain(): boolean {
    return (
      this.#events === undefined &&
      this.#links === undefined &&
      this.status === UNSET &&
      this.#attributes.droppedCount === 0
    );
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

  /** As in the SDK: a span whose start the caller gave ends by the wall clock. */
  #timeOrNow(given: TimeInput | undefined): HrTime {
    const time = given == null ? undefined : readTime(this.anchor, given);
    if (time !== undefined) return time;
    return this.#isStartGiven ? millisToHrTime(Date.now()) : timeAt(this.anchor, monotonicNow());
  }

  /** Warns of a change after the end; true then. */
  #warnIfEnded(): boolean {
    if (this.ended) ownDiag.warn('a span was changed after its end', this.name);
    return this.ended;
  }
}

const UNSET: SpanStatus = Object.freeze({ code: SpanStatusCode.UNSET });
const NOT_ENDED: HrTime = [0, 0];

function isBefore(time: HrTime, other: HrTime): boolean {
  return time[0] < other[0] || (time[0] === other[0] && time[1] < other[1]);
}
