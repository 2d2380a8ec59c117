import { runHandler } from '../../run-handler';
import { beginRun } from './begin-run';
import type { Method, TracedNest } from './types';

/** Wraps `NestFactory.create`: a span lasts until the app is there. */
export function tracingCreation(tracing: TracedNest, original: Method): Method {
  const { create } = {
    create(this: unknown, ...args: unknown[]) {
      const run = beginRun(tracing, parent => {
        const attributes = {
          component: '@nestjs/core',
          'nestjs.type': 'app_creation',
          'nestjs.version': tracing.version,
          'nestjs.module': (args[0] as { name?: string } | undefined)?.name,
        };
        return tracing.instruments.tracer.startSpan('Create Nest App', { attributes }, parent);
      });
      return run === undefined ? original.apply(this, args) : runHandler(run, original, this, args);
    },
  };
  return create;
}
