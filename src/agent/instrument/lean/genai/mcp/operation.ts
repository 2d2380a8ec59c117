import { type Context, type Link, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { redactMessage } from '../../../../redaction/redact-message';
import { monotonicNow } from '../../../../tracing/monotonic-clock';
import { describeError } from '../../../channels/engine/describe-error';
import { isLeftOut } from '../../is-left-out';
import { shownContent } from '../inference/content';
import { outsideInference } from '../inference/inference-context';
import { toolSpanOf } from '../inference/tool-span';
import type { DescribedRequest } from './describe-request';
import { durationAttributes, type Instruments } from './instruments';

export interface McpOptions {
  readonly instruments: Instruments;
  /** True if arguments and results of tools are captured. */
  readonly isCaptured: boolean;
}

interface OperationStart {
  readonly side: 'client' | 'server';
  readonly described: DescribedRequest;
  readonly args: unknown;
  readonly caller: Context;
  readonly links?: Link[];
}

/** Request of the Model Context Protocol, as seen from one side: its span and its metric. */
export class Operation {
  readonly context: Context;
  readonly #options: McpOptions;
  readonly #start: OperationStart;
  readonly #span: Span | undefined;
  /** True if the span is that of a tool, which ends by itself. */
  readonly #isTools: boolean;
  readonly #startMs = monotonicNow();

  constructor(options: McpOptions, start: OperationStart) {
    const { side, described, caller } = start;
    const tool = side === 'client' && described.tool !== undefined ? toolSpanOf(caller) : undefined;
    const above = trace.getSpan(caller);
    const isTraced = above === undefined || !isLeftOut(above);
    this.#options = options;
    this.#start = start;
    this.#isTools = tool !== undefined;
    this.#span =
      tool?.setAttributes(described.attributes) ?? (isTraced ? startSpan(options, start) : undefined);
    const context = this.#span === undefined ? caller : trace.setSpan(caller, this.#span);
    this.context = outsideInference(context);
    if (options.isCaptured && described.tool !== undefined)
      this.#span?.setAttribute('gen_ai.tool.call.arguments', shownContent(start.args));
  }

  /** Ends with a result, which may tell of an error of the tool. */
  succeed(result: unknown): void {
    const { isError, content, structuredContent } = Object(result) as Record<string, unknown>;
    if (this.#options.isCaptured && this.#start.described.tool !== undefined)
      this.#span?.setAttribute('gen_ai.tool.call.result', shownContent(structuredContent ?? content));
    const error = isError === true ? 'tool_error' : undefined;
    if (error !== undefined)
      this.#span?.setAttribute('error.type', error).setStatus({ code: SpanStatusCode.ERROR });
    this.#end(error, undefined);
  }

  /** Ends with an error; with none that counts if the app has aborted the request. */
  fail(error: unknown, isAborted: boolean): void {
    if (isAborted) {
      this.#end(undefined, undefined);
      return;
    }
    const { code, name } = Object(error) as { code?: unknown; name?: unknown };
    const status = typeof code === 'number' ? String(code) : undefined;
    const type = code === undefined ? String(name ?? '_OTHER') : String(code);
    if (this.#span !== undefined) {
      describeError(this.#span, error, redactMessage);
      this.#span.setAttribute('error.type', type);
      if (status !== undefined) this.#span.setAttribute('rpc.response.status_code', status);
    }
    this.#end(type, status);
  }

  #end(errorType: string | undefined, status: string | undefined): void {
    const { side, caller, described } = this.#start;
    const { method, tool, prompt, version, transport, endpoint } = described;
    const operation = tool === undefined ? undefined : 'execute_tool';
    const { address, port } = endpoint ?? {};
    this.#options.instruments[side].record(
      (monotonicNow() - this.#startMs) / 1000,
      durationAttributes(
        method,
        version,
        operation,
        tool,
        prompt,
        transport,
        address,
        port,
        errorType,
        status,
      ),
      caller,
    );
    if (!this.#isTools) this.#span?.end();
  }
}

function startSpan({ instruments }: McpOptions, { side, described, caller, links }: OperationStart): Span {
  const { name, attributes } = described;
  const kind = side === 'client' ? SpanKind.CLIENT : SpanKind.SERVER;
  return instruments.tracer.startSpan(name, { kind, attributes, ...(links && { links }) }, caller);
}
