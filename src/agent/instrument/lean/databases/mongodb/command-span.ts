import { type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { ownDiag } from '../../../../../shared/log';
import { isFull } from '../../../../memory/share';
import { mongoStatement } from '../../../../redaction/mongo-statement';
import { redactMessage } from '../../../../redaction/redact-message';
import { activeContext } from '../../../../tracing/context-manager';
import { type SharingOptions, sharingOptions } from '../../../../tracing/shared-attributes';
import { isLeftOut } from '../../is-left-out';
import type { SentCommand, TracedCommands } from './types';

/** Starts a command's span; undefined without a span above, if that is required, and in a trace that is not sampled. */
export function startCommand(
  { instruments, isParentRequired }: TracedCommands,
  describe: () => SentCommand,
): Span | undefined {
  const caller = activeContext();
  const above = trace.getSpan(caller);
  if (above === undefined ? isParentRequired : isLeftOut(above)) return undefined;
  try {
    const command = describe();
    const { name, options } = descriptionOf(command);
    const span = instruments.tracer.startSpan(name, options, caller);
    if (span.isRecording() && command.document)
      span.setAttribute('db.query.text', mongoStatement(command.document));
    return span;
  } catch (error) {
    ownDiag.error('mongodb: a command could not be traced', error);
    return undefined;
  }
}

/** Ends a span, with an error if there is one; as upstream's, it has no event. */
export function endCommand({ isRaw }: TracedCommands, span: Span, error?: unknown): void {
  if (error instanceof Error) {
    const message = String(error.message);
    span.setStatus({ code: SpanStatusCode.ERROR, message: isRaw ? message : redactMessage(message) });
  }
  span.end();
}

interface Description {
  readonly name: string;
  readonly options: SharingOptions;
}

/** Exceeds the collections of an app times their operations; more come only from generated names. */
const MAX_DESCRIPTIONS = 500;
const descriptions = new Map<string, Description>();

function descriptionOf({ operation, address, database, collection }: SentCommand): Description {
  const key = `${address} ${database} ${operation} ${collection}`;
  const known = descriptions.get(key);
  if (known !== undefined) return known;
  const [host, port, ...more] = address?.split(':') ?? [];
  const isKnown = host !== undefined && host !== '' && port !== undefined && port !== '' && more.length === 0;
  const number = Number.parseInt(port ?? '', 10);
  const attributes = {
    'db.system.name': 'mongodb',
    'db.namespace': database,
    'db.operation.name': operation,
    'db.collection.name': collection,
    'server.address': isKnown ? host : undefined,
    'server.port': isKnown && !Number.isNaN(number) ? number : undefined,
  };
  const name = [operation, collection].filter(Boolean).join(' ') || 'mongodb';
  const made = { name, options: sharingOptions(attributes, SpanKind.CLIENT) };
  if (isFull(descriptions.size, MAX_DESCRIPTIONS)) descriptions.clear();
  descriptions.set(key, made);
  return made;
}
