import { type Context, trace } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
import { ownDiag } from '../../../../../shared/log';
import { whenThrown } from '../../../../lifecycle/thrown';
import { activeContext, enterContext, leaveContext } from '../../../../tracing/context-manager';
import { withProperty } from '../../../../upstream/wrapping/with-property';
import { isLeftOut } from '../../is-left-out';
import { configOf } from './client-configs';
import { CommandCall } from './command-call';
import type {
  AwsRequest,
  AwsTracing,
  ClientConfig,
  Command,
  Handler,
  HandlerContext,
  Input,
  Service,
} from './types';

/** Wraps the handler of a command: the command has a span, and its messages carry the span's context. */
export function tracingHandler(tracing: AwsTracing, handler: Handler, about: HandlerContext): Handler {
  return command => {
    const begun = begin(tracing, command, about);
    if (begun === undefined) return handler(command);
    const before = enterContext(begun.context);
    let answered: unknown;
    let hasAnswered = false;
    try {
      answered = handler(begun.command);
      hasAnswered = true;
    } finally {
      leaveContext(before);
      if (!hasAnswered) whenThrown(uncaught => begun.call?.fail(uncaught?.error));
    }
    return begun.call === undefined ? answered : begun.call.follow(answered);
  };
}

interface Begun {
  /** The app's, or a copy whose input carries a context. */
  readonly command: Command;
  /** Context of the requests that the command makes. */
  readonly context: Context;
  /** Undefined in a trace that is not sampled. */
  readonly call: CommandCall | undefined;
}

function begin(tracing: AwsTracing, command: Command, about: HandlerContext): Begun | undefined {
  try {
    const config = configOf(command);
    const request = requestOf(command, about, config);
    const service = tracing.services.get(request.service);
    const caller = activeContext();
    const above = trace.getSpan(caller);
    const call =
      above !== undefined && isLeftOut(above)
        ? undefined
        : CommandCall.begin(tracing, { request, service, caller });
    call?.noteRegion(config);
    const context = call?.context ?? caller;
    const isQuiet = tracing.options.suppressInternalInstrumentation === true;
    return {
      command: carrying(command, service?.carry, request, context),
      context: isQuiet ? suppressTracing(context) : context,
      call,
    };
  } catch (error) {
    ownDiag.error('aws-sdk: a command could not be traced', error);
    return undefined;
  }
}

function carrying(command: Command, carry: Service['carry'], request: AwsRequest, context: Context): Command {
  try {
    const input = carry?.(request, context);
    return input === undefined ? command : withProperty(command, 'input', input);
  } catch (error) {
    ownDiag.error('aws-sdk: a command could not carry its context', error);
    return command;
  }
}

function requestOf(
  command: Command,
  { clientName, commandName }: HandlerContext,
  config: ClientConfig | undefined,
): AwsRequest {
  const service = config?.serviceId ?? withoutSuffix(clientName || 'AWS', 'Client');
  const name = commandName ?? command.constructor?.name;
  return {
    service: service.replace(/\s+/g, ''),
    command: withoutSuffix(name, 'Command'),
    input: Object(command.input) as Input,
  };
}

function withoutSuffix(name: string, suffix: string): string {
  return name?.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
}
