import { type Context, type Span, SpanKind, trace } from '@opentelemetry/api';
import { ownDiag } from '../../../../../shared/log';
import { monotonicNow } from '../../../../tracing/monotonic-clock';
import { recordFailure } from '../../../../upstream/watching/record-failure';
import { describeError } from '../../../channels/engine/describe-error';
import { continuing } from './continuing';
import type { Answer, AwsRequest, AwsTracing, ClientConfig, Input, Service } from './types';

/** Command to a service, whose rules are undefined if its spans have nothing of their own. */
export interface Sending {
  readonly request: AwsRequest;
  readonly service: Service | undefined;
  readonly caller: Context;
}

interface Metadata {
  readonly requestId?: string;
  readonly httpStatusCode?: number;
  readonly extendedRequestId?: string;
}

/** Command, from its handler's call to the answer. */
export class CommandCall implements Answer {
  readonly request: AwsRequest;
  readonly context: Context;
  readonly span: Span;
  readonly #service: Service | undefined;
  readonly #isIncoming: boolean;
  readonly #startMs = monotonicNow();
  /** Becomes undefined when it is settled. */
  #region: Promise<void> | undefined;
  #hasEnded = false;
  output: Input = {};
  requestId: unknown;

  private constructor(tracing: AwsTracing, { request, service, caller }: Sending) {
    const described = service?.describe(request);
    this.request = request;
    this.#service = service;
    this.#isIncoming = described?.isIncoming === true;
    this.span = tracing.instruments.tracer.startSpan(
      described?.name ?? `${request.service}.${request.command}`,
      {
        kind: described?.kind ?? SpanKind.CLIENT,
        attributes: {
          'rpc.system': 'aws-api',
          'rpc.method': request.command,
          'rpc.service': request.service,
          ...described?.attributes,
        },
      },
      caller,
    );
    this.context = trace.setSpan(caller, this.span);
  }

  static begin(tracing: AwsTracing, sending: Sending): CommandCall {
    return new CommandCall(tracing, sending);
  }

  /** Asks the client for its region, as it does itself. */
  noteRegion(config: ClientConfig | undefined): void {
    if (typeof config?.region !== 'function') return;
    const settled = () => {
      this.#region = undefined;
    };
    this.#region = Promise.resolve(config.region()).then(region => {
      if (typeof region === 'string') this.span.setAttribute('cloud.region', region);
      settled();
    }, settled);
  }

  /** Ends the span with the answer that a handler promises; returns a promise of the answer. */
  follow(answered: unknown): unknown {
    const promise = answered as Promise<unknown>;
    if (typeof Object(promise).then !== 'function') {
      this.end();
      return promise;
    }
    const followed = promise.then(
      response => {
        this.#answer(response);
        return response;
      },
      error => {
        this.fail(error);
        return promise; // Rejected: to throw would make this file the place of the error.
      },
    );
    return this.#isIncoming ? continuing(followed, this.context, 2) : followed;
  }

  #answer(response: unknown): void {
    const { output } = Object(response) as { output?: unknown };
    let isOpen: boolean | undefined;
    this.#quietly(() => {
      this.output = Object(output) as Input;
      const metadata = Object(this.output.$metadata) as Metadata;
      this.requestId = metadata.requestId;
      this.#describe(metadata);
      isOpen = this.#service?.note?.(this);
    });
    if (isOpen !== true) this.end();
  }

  fail(error: unknown): void {
    this.#quietly(() => {
      const { RequestId, extendedRequestId, $metadata } = Object(error) as {
        RequestId?: string;
        extendedRequestId?: string;
        $metadata?: Metadata;
      };
      this.#describe({
        requestId: RequestId,
        httpStatusCode: $metadata?.httpStatusCode,
        extendedRequestId,
      } as Metadata);
      const { redact } = this.#service ?? {};
      if (redact === undefined || typeof error !== 'object') recordFailure(this.span, error);
      else describeError(this.span, error, redact);
    });
    this.end();
  }

  #describe({ requestId, httpStatusCode, extendedRequestId }: Metadata): void {
    if (requestId) this.span.setAttribute('aws.request.id', requestId);
    if (httpStatusCode) this.span.setAttribute('http.response.status_code', httpStatusCode);
    if (extendedRequestId) this.span.setAttribute('aws.request.extended_id', extendedRequestId);
  }

  #quietly(run: () => void): void {
    try {
      run();
    } catch (error) {
      ownDiag.error('aws-sdk: an answer could not be read', error);
    }
  }

  elapsedMs(): number {
    return monotonicNow() - this.#startMs;
  }

  end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    if (this.#region === undefined) this.span.end();
    else this.#region.then(() => this.span.end());
  }
}
