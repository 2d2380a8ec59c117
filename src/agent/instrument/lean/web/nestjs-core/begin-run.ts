import { type Context, type Span, trace } from '@opentelemetry/api';
import { ownDiag } from '../../../../../shared/log';
import { activeContext } from '../../../../tracing/context-manager';
import { isLeftOut } from '../../is-left-out';
import type { HandlerRun } from '../../run-handler';
import type { TracedNest } from './types';

/** Starts a span in the active context; undefined below a span that is not recorded, and once the agent has left. */
export function beginRun(
  { isEnabled }: TracedNest,
  start: (parent: Context) => Span,
): HandlerRun | undefined {
  if (!isEnabled) return undefined;
  try {
    const parent = activeContext();
    const above = trace.getSpan(parent);
    if (above !== undefined && isLeftOut(above)) return undefined;
    return { span: start(parent), parent };
  } catch (error) {
    ownDiag.error('nestjs-core: a handler could not be traced', error);
    return undefined;
  }
}
