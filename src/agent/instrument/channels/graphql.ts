import type { Context, Span, Tracer } from '@opentelemetry/api';
import { redactGraphqlMessage } from '../../redaction/redact-message';
import scope from '../lean/scopes/graphql.generated.json';
import { ChannelInstrumentation, NO_METRICS } from './engine/channel-instrumentation';
import { recordError } from './engine/describe-error';
import type { TracedChannel } from './engine/traced-channel';
import { type GraphqlDocument, hasOperation } from './graphql/document';
import { addSource, startExecution } from './graphql/execution-span';
import { type FieldOptions, tracedFields } from './graphql/traced-fields';

/** Options that are heeded, by upstream's names. */
interface GraphqlOptions extends FieldOptions {
  readonly ignoreResolveSpans?: boolean;
}

interface Parsed {
  readonly result?: GraphqlDocument;
}

interface Validated {
  readonly document?: GraphqlDocument;
  readonly result?: readonly unknown[];
}

/** Makes upstream's spans of parsing, validation, execution and resolvers by graphql's own channels. */
export class GraphqlInstrumentation extends ChannelInstrumentation<GraphqlOptions> {
  constructor(options: GraphqlOptions) {
    super(scope, options, NO_METRICS);
  }

  protected channels(): readonly TracedChannel<never>[] {
    const execution = { start: startExecution, fail, isParent: true, isSync: true } as const;
    const channels: TracedChannel<never>[] = [
      {
        name: 'graphql:parse',
        start: starting('graphql.parse'),
        succeed: describeParsed,
        fail,
        isSync: true,
      },
      {
        name: 'graphql:validate',
        start: starting('graphql.validate'),
        succeed: describeValidated,
        fail,
        isSync: true,
      },
      { name: 'graphql:execute', ...execution },
      { name: 'graphql:subscribe', ...execution },
    ];
    // The library publishes each field of each item: nothing listens unless spans are wanted.
    return this.options.ignoreResolveSpans === true
      ? channels
      : [...channels, tracedFields(this.options, fail)];
  }
}

const starting = (name: string) => (_message: object, caller: Context, tracer: Tracer) =>
  tracer.startSpan(name, {}, caller);

/** As upstream: a document that is refused is the caller's fault, so that the span has the event alone. */
function fail(span: Span, error: unknown): void {
  recordError(span, error, redactGraphqlMessage);
}

function describeParsed(span: Span, { result }: Parsed): void {
  if (result === undefined) return;
  if (!hasOperation(result)) span.updateName('graphql.parseSchema');
  else addSource(span, result);
}

function describeValidated(span: Span, { document, result }: Validated): void {
  if (document?.loc === undefined) span.updateName('graphql.validateSchema');
  if (result === undefined || result.length === 0) return;
  span.recordException({
    name: 'graphql.validation.error',
    message: redactGraphqlMessage(JSON.stringify(result)),
  });
}
