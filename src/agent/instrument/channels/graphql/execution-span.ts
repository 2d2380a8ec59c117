import type { Context, Span, Tracer } from '@opentelemetry/api';
import { type GraphqlDocument, sourceOf } from './document';

/** Execution or subscription; in a message of graphql 17 and later, getters look for the operation. */
export interface Executed {
  readonly document?: GraphqlDocument | undefined;
  readonly operationName?: string | undefined;
  readonly operationType?: string | undefined;
}

/** Starts upstream's span of an operation: `query Who`. */
export function startExecution(executed: Executed, caller: Context, tracer: Tracer): Span {
  const { operationType: type, operationName: name, document } = executed;
  const attributes = {
    ...(type !== undefined && { 'graphql.operation.type': type }),
    ...(name !== undefined && { 'graphql.operation.name': name }),
  };
  const span = tracer.startSpan(
    type === undefined ? 'graphql.execute' : join(type, name),
    { attributes },
    caller,
  );
  if (document !== undefined) addSource(span, document);
  return span;
}

const join = (type: string, name: string | undefined) => (name === undefined ? type : `${type} ${name}`);

/** Puts a document's text without its literals on a span. */
export function addSource(span: Span, document: GraphqlDocument): void {
  if (document.loc !== undefined && span.isRecording())
    span.setAttribute('graphql.source', sourceOf(document));
}
