import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Context, propagation, SpanKind, trace } from '@opentelemetry/api';
import { ownDiag } from '../../../../../shared/log';
import { enterContext, leaveContext } from '../../../../tracing/context-manager';
import { LEAN_ROOT_CONTEXT } from '../../../../tracing/lean-context';
import type { Instruments } from '../instruments';
import type { ServerAttributes } from '../server/server-attributes';
import { startSpan } from '../start-span';
import { keepConnection } from './connection';
import { Handshake } from './handshake';

export interface TracedUpgrades {
  readonly instruments: Readonly<Instruments>;
  readonly isParentRequired: boolean;
  /** True if the messages of a connection have spans, which name it. */
  readonly areConnectionsKept: boolean;
  readonly attributes: Readonly<Record<'http' | 'https', ServerAttributes>>;
}

type Connected = (this: unknown, ...args: unknown[]) => unknown;

export type HandleUpgrade = (
  this: unknown,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  connected: Connected,
) => void;

/** Wraps `handleUpgrade`, which every handshake passes through, also those of apps that listen to 'upgrade' themselves. */
export function tracingUpgrade(tracing: TracedUpgrades, original: HandleUpgrade): HandleUpgrade {
  const { handleUpgrade } = {
    handleUpgrade(this: unknown, ...args: Parameters<HandleUpgrade>) {
      const handshake = begin(tracing, args[0]);
      if (handshake === undefined) return original.apply(this, args);
      const [request, socket, head, connected] = args;
      const path = tracing.areConnectionsKept ? request.url?.split('?', 1)[0] : undefined;
      const before = enterContext(handshake.context);
      try {
        original.call(this, request, socket, head, inContext(handshake, connected, path));
      } finally {
        leaveContext(before);
        handshake.settle(socket);
      }
    },
  };
  return handleUpgrade;
}

/** The server calls it once the connection is made. It may call the app's verification before that, at any later time. */
function inContext(handshake: Handshake, connected: Connected, path: string | undefined): Connected {
  return function (...args) {
    handshake.accept();
    if (path !== undefined) keepConnection(args[0] as object, { context: handshake.context, path });
    const before: Context | undefined = enterContext(handshake.context);
    try {
      return connected.apply(this, args);
    } finally {
      leaveContext(before);
    }
  };
}

function begin(tracing: TracedUpgrades, request: IncomingMessage): Handshake | undefined {
  try {
    const scheme = 'encrypted' in request.socket ? 'https' : 'http';
    const { first, addOthers } = tracing.attributes[scheme];
    const parent = propagation.extract(LEAN_ROOT_CONTEXT, request.headers);
    const span = startSpan(tracing.instruments.tracer, request.method || 'GET', {
      options: { kind: SpanKind.SERVER, attributes: first(request) },
      parent,
      isParentRequired: tracing.isParentRequired,
    });
    if (span.isRecording()) addOthers(request, span);
    return new Handshake(tracing.instruments, {
      span,
      scheme,
      request,
      context: trace.setSpan(parent, span),
    });
  } catch (error) {
    ownDiag.error('ws: a handshake could not be traced', error);
    return undefined;
  }
}
