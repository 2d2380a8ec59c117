import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { type Sampler, SamplingDecision, type SpanProcessor } from '@opentelemetry/sdk-trace';
import type { SignalExports } from '../../shared/config/derived/signals';
import type { KeepRules } from '../../shared/rules/keep-rules';
import type { ValueRedaction } from '../redaction/redact-values';
import type { KeepProcessor } from '../sampling/keep/keep-processor';

/** Parts of a running agent that can change: each stands in the place of the real one. */
export class Switches {
  readonly #off = new Set<keyof SignalExports>();
  #sampler: Sampler | undefined;
  #redaction: ValueRedaction | undefined;
  #keep: KeepProcessor | undefined;
  #createKeep: ((rules: KeepRules) => KeepProcessor) | undefined;

  sampler(first: Sampler): Sampler {
    this.#sampler = first;
    return {
      shouldSample: (...start) =>
        this.#off.has('traces') ? NOT_RECORDED : this.#sampler!.shouldSample(...start),
      toString: () => String(this.#sampler),
    };
  }

  redaction(first: ValueRedaction): ValueRedaction {
    this.#redaction = first;
    return {
      span: span => this.#redaction!.span(span),
      logRecord: record => this.#redaction!.logRecord(record),
      attributes: attributes => this.#redaction!.attributes(attributes),
      metrics: metrics => this.#redaction!.metrics(metrics),
      baggage: context => this.#redaction!.baggage(context),
    };
  }

  /** `create` makes the processor with the first rules; later ones are set in it, since it holds open traces. */
  keep(create: (rules: KeepRules) => KeepProcessor, first: KeepRules | undefined): SpanProcessor {
    this.#createKeep = create;
    this.setKeep(first);
    return {
      onStart: (span, context) => this.#keep?.onStart(span, context),
      onEnd: span => this.#keep?.onEnd(span),
      forceFlush: async () => {},
      shutdown: async () => {},
    };
  }

  logRecords(processor: LogRecordProcessor): LogRecordProcessor {
    return {
      onEmit: (record, context) => {
        if (!this.#off.has('logs')) processor.onEmit(record, context);
      },
      forceFlush: () => processor.forceFlush(),
      shutdown: () => processor.shutdown(),
    };
  }

  /** True while a signal is not wanted. */
  isOff(signal: keyof SignalExports): boolean {
    return this.#off.has(signal);
  }

  setSampler(sampler: Sampler): void {
    this.#sampler = sampler;
  }

  setRedaction(redaction: ValueRedaction): void {
    this.#redaction = redaction;
  }

  setKeep(rules: KeepRules | undefined): void {
    if (this.#keep !== undefined) this.#keep.setRules(rules);
    else if (rules !== undefined) this.#keep = this.#createKeep?.(rules);
  }

  setSignal(signal: keyof SignalExports, isOn: boolean): void {
    if (isOn) this.#off.delete(signal);
    else this.#off.add(signal);
  }
}

const NOT_RECORDED = { decision: SamplingDecision.NOT_RECORD };
