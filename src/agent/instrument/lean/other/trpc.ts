import type { Span } from '@opentelemetry/api';
import { getRPCMetadata } from '@opentelemetry/core';
import { ownDiag } from '../../../../shared/log';
import { activeContext } from '../../../tracing/context-manager';
import { patchFunction } from '../patch-function';
import { PatchingInstrumentation } from '../patching-instrumentation';
import scope from '../scopes/trpc.generated.json';

interface Call {
  readonly path?: unknown;
  next(): unknown;
}

interface Tools {
  procedure: { use?(middleware: (call: Call) => unknown): Tools['procedure'] };
}

interface Builder {
  create(this: Builder, ...args: unknown[]): Tools;
}

/** Tells the server's span which procedures of tRPC a request has called. It makes no spans of its own. */
export class TrpcInstrumentation extends PatchingInstrumentation<object, object> {
  constructor(options: object) {
    super(scope, options, () => ({}));
  }

  protected patch(exports: unknown, name: string): (() => void)[] {
    const { initTRPC } = exports as { initTRPC?: Builder };
    if (name !== '@trpc/server' || typeof initTRPC?.create !== 'function') return [];
    const prototype = Object.getPrototypeOf(initTRPC) as Builder;
    if (!Object.hasOwn(prototype, 'create')) return [];
    const { create } = prototype;
    const traced = {
      create(this: Builder, ...args: unknown[]) {
        const tools = create.apply(this, args);
        if (typeof tools.procedure?.use === 'function') tools.procedure = tools.procedure.use(noteCall);
        return tools;
      },
    };
    return [patchFunction(prototype, 'create', traced.create)];
  }
}

/** The first middleware of every procedure. */
function noteCall(call: Call): unknown {
  try {
    const metadata = getRPCMetadata(activeContext());
    if (metadata?.span !== undefined && typeof call.path === 'string')
      note(metadata.span, call.path, metadata.route);
  } catch (error) {
    ownDiag.error('trpc: a call could not be noted', error);
  }
  return call.next();
}

const noted = new WeakMap<Span, string>();
const MAX_LENGTH = 200;

/** A batch calls several procedures with a single request. */
function note(span: Span, procedure: string, route: string | undefined): void {
  const before = noted.get(span);
  if (before !== undefined && before.length > MAX_LENGTH) return;
  const all = before === undefined ? procedure : `${before},${procedure}`;
  noted.set(span, all);
  span.setAttribute('rpc.system.name', 'trpc');
  span.setAttribute('rpc.method', all);
  const [method = ''] = String((span as { name?: string }).name).split(' ', 1);
  if (route === undefined) span.updateName(`${method} ${all}`);
}
