import { type Context, type Span, trace } from '@opentelemetry/api';
import { ownDiag } from '../../../../shared/log';
import { whenThrown } from '../../../lifecycle/thrown';
import { redactMessage } from '../../../redaction/redact-message';
import { activeContext } from '../../../tracing/context-manager';
import { callerOf, endWithReply, isNewCommand } from '../../../upstream/database/ioredis-commands';
import { describeError } from '../../channels/engine/describe-error';
import { ServerSpans } from '../../channels/redis/server-spans';
import { isLeftOut } from '../is-left-out';
import type { Client, Command, Method, TracedCommands } from './types';

/** Wraps `sendCommand` of clients and clusters: each command of the app has a span, until its reply. */
export function tracingSendCommand(tracing: TracedCommands, original: Method<Client>): Method<Client> {
  return function (...args) {
    const end = begin(tracing, this, args[0]);
    if (end === undefined) return original.apply(this, args);
    let hasThrown = true;
    try {
      const result = original.apply(this, args);
      hasThrown = false;
      return result;
    } finally {
      if (hasThrown) whenThrown(uncaught => end(uncaught?.error ?? new Error('an exception')));
    }
  };
}

/** Wraps `connect`, whose span lasts for the call alone, as upstream's. */
export function tracingConnect(tracing: TracedCommands, original: Method<Client>): Method<Client> {
  return function (...args) {
    const span = beginConnect(tracing, this);
    let hasThrown = true;
    try {
      const result = original.apply(this, args);
      hasThrown = false;
      span?.end();
      return result;
    } finally {
      if (hasThrown && span !== undefined) whenThrown(uncaught => fail(tracing, span, uncaught?.error));
    }
  };
}

/** Starts a command's span, and returns the function that ends it; undefined if the command is not traced. */
function begin(
  tracing: TracedCommands,
  client: Client,
  given: unknown,
): ((error: unknown) => void) | undefined {
  try {
    if (typeof given !== 'object' || given === null) return undefined;
    const command = given as Command;
    if (!isNewCommand(client, command)) return undefined;
    const caller = callerOf(command);
    if (!isTraced(tracing, caller)) return undefined;
    const span = startSpan(tracing, client, operationOf(command), caller, command.name);
    if (span.isRecording())
      span.setAttribute('db.query.text', tracing.statementOf(command.name, command.args));
    let hasEnded = false;
    const end = (error: unknown) => {
      if (hasEnded) return;
      hasEnded = true;
      if (error) fail(tracing, span, error);
      else span.end();
    };
    endWithReply(client, command, span, end);
    return end;
  } catch (error) {
    ownDiag.error('ioredis: a command could not be traced', error);
    return undefined;
  }
}

function beginConnect(tracing: TracedCommands, client: Client): Span | undefined {
  try {
    const caller = activeContext();
    if (!isTraced(tracing, caller)) return undefined;
    const span = startSpan(tracing, client, 'connect', caller, 'connect');
    return span.setAttribute('db.query.text', 'connect');
  } catch (error) {
    ownDiag.error('ioredis: a connection could not be traced', error);
    return undefined;
  }
}

function isTraced({ isParentRequired }: TracedCommands, caller: Context): boolean {
  const above = trace.getSpan(caller);
  return above === undefined ? !isParentRequired : !isLeftOut(above);
}

/** Returns `MULTI get` for a command of a transaction, `PIPELINE get` for one of a pipeline, as upstream. */
function operationOf({ name, inTransaction, pipelineIndex }: Command): string {
  if (name === 'multi' || name === 'exec') return name;
  if (inTransaction) return `MULTI ${name}`;
  return pipelineIndex == null ? name : `PIPELINE ${name}`;
}

const spans = new ServerSpans('');

function startSpan(
  { instruments }: TracedCommands,
  { options: { host, port } }: Client,
  operation: string,
  caller: Context,
  name: string,
): Span {
  const { options } = spans.of(operation, { serverAddress: host, serverPort: port });
  return instruments.tracer.startSpan(name, options, caller);
}

function fail({ isRaw }: TracedCommands, span: Span, error: unknown): void {
  describeError(span, error, isRaw ? message => message : redactMessage);
  span.end();
}
