import { type Span, SpanStatusCode } from '@opentelemetry/api';
import { redactMessage } from '../../../../redaction/redact-message';

/** Rejection of a call, as its spans and metrics show it. */
export class Failure {
  readonly type: string;
  readonly #message: string | undefined;

  constructor(reason: unknown) {
    const [type, message] = read(reason);
    this.type = type;
    this.#message = message === undefined ? undefined : redactMessage(message);
  }

  show(span: Span): void {
    const message = this.#message;
    span.setAttribute('error.type', this.type);
    span.setStatus({ code: SpanStatusCode.ERROR, ...(message !== undefined && { message }) });
  }
}

const OTHER = '_OTHER';

/** Upstream's rules: only objects with a message of their own have a type. */
function read(reason: unknown): [type: string, message: string | undefined] {
  if (typeof reason === 'string') return [OTHER, reason];
  if (typeof reason !== 'object' || reason === null || !Object.hasOwn(reason, 'message'))
    return [OTHER, undefined];
  const { message, constructor: type } = reason as { message: unknown; constructor?: { name?: unknown } };
  const name = type?.name;
  return [typeof name === 'string' ? name : OTHER, typeof message === 'string' ? message : undefined];
}
