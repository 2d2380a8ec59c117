import { type Context, TraceFlags, trace } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { KeepRules } from '../../../shared/rules/keep-rules';
import type { Batcher } from '../../export/queue/batcher';
import { addAttribute } from '../../export/span-item';
import { HeldSpans } from './held-spans';
import { Judge } from './judge';
import { joinLocalTrace, type LocalTrace, localTraceOf } from './local-trace';

export interface KeepInput {
  readonly rules: KeepRules;
  /** OTEL_AGENT_KEEP_MAX_BYTES, for each exporter. */
  readonly maxBytes: number;
  /** Gatherer of each exporter. */
  readonly batchers: readonly Batcher<ReadableSpan>[];
}

/** Processor whose rules can change while it has traces to decide about. */
export interface KeepProcessor extends SpanProcessor {
  /** Sets the rules; undefined keeps nothing more. */
  setRules(rules: KeepRules | undefined): void;
}

/**
 * Decides about traces that were not sampled when their local root ends:
 *
 *     span ends -> encoded into a ring        root ends -> error or slow? -> sent
 *                                                                    no? -> thrown away, the root never encoded
 */
export function createKeepProcessor({ rules, maxBytes, batchers }: KeepInput): KeepProcessor {
  let judge: Judge | undefined = new Judge(rules);
  const exporters = batchers.map((batcher, index) => ({
    batcher,
    held: new HeldSpans(batcher, index, maxBytes),
  }));

  function decide(local: LocalTrace, root: ReadableSpan): void {
    local.kept = judge?.judge(root) ?? false;
    if (local.kept === false) {
      for (const { held } of exporters) held.forget(local);
      return;
    }
    mark(root);
    addAttribute(root, 'otel_agent.kept.reason', local.kept);
    for (const { batcher, held } of exporters) {
      held.send(local);
      batcher.add(root);
    }
  }

  return {
    setRules(next) {
      judge = next && new Judge(next);
    },
    onStart(span, context: Context) {
      if (judge !== undefined && !isSampled(span)) joinLocalTrace(span, trace.getSpan(context));
    },
    onEnd(span) {
      const local = localTraceOf(span);
      if (local === undefined) {
        // The sampled ones are typical of all.
        if (isLocalRoot(span)) judge?.judge(span);
      } else if (local.root === span) decide(local, span);
      else if (local.kept !== false) {
        mark(span);
        for (const { batcher, held } of exporters)
          if (local.kept === undefined) held.hold(local, span);
          else batcher.add(span);
      }
    },
    forceFlush: async () => {},
    shutdown: async () => {},
  };
}

/** Spans of a kept trace stand for no others: their probability is not known. */
function mark(span: ReadableSpan): void {
  addAttribute(span, 'otel_agent.kept', true);
}

function isSampled(span: Pick<ReadableSpan, 'spanContext'>): boolean {
  return (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
}

function isLocalRoot({ parentSpanContext }: ReadableSpan): boolean {
  return parentSpanContext === undefined || parentSpanContext.isRemote === true;
}
