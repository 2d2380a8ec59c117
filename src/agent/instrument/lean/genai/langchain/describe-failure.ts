import type { Span } from '@opentelemetry/api';
import { redactMessage } from '../../../../redaction/redact-message';
import { describeError } from '../../../channels/engine/describe-error';

interface Thrown {
  readonly name?: unknown;
  /** True for interrupts and the like, by which LangGraph leaves a graph. */
  readonly is_bubble_up?: unknown;
}

/** Puts an error on a span, unless it is a graph's way to stop, or the app's. */
export function describeFailure(span: Span, error: unknown): void {
  const { name, is_bubble_up } = Object(error) as Thrown;
  if (is_bubble_up === true || name === 'AbortError') return;
  describeError(span, error, redactMessage);
  span.setAttribute('error.type', String(name ?? '_OTHER'));
}
