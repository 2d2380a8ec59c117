import { earlierApps } from './fastify/earlier-apps';
import { followInstance } from './fastify/follow-instance';
import type { FastifyOptions } from './fastify/options';
import type { FastifyTracing } from './fastify/trace-request';
import type { Fastify } from './fastify/types';
import { type Listeners, ListeningInstrumentation } from './listening-instrumentation';
import scope from './scopes/fastify.generated.json';

/** Makes a span for each request, with its route, and a span for its handler: upstream's without hooks, at less cost. */
export class FastifyInstrumentation extends ListeningInstrumentation<FastifyOptions, object> {
  #tracing: FastifyTracing | undefined;

  constructor(options: FastifyOptions) {
    super(scope, options, () => ({}));
  }

  protected listeners(): Listeners {
    const { recordExceptions, instrumentHandler } = this.options;
    const tracing: FastifyTracing = {
      instruments: this.instruments,
      areExceptionsRecorded: recordExceptions !== false,
      areHandlersTraced: instrumentHandler !== false,
      isEnabled: true,
    };
    this.#tracing = tracing;
    this.undoLater(() => {
      tracing.isEnabled = false;
    });
    return {
      'fastify.initialization': ({ fastify }: { fastify: Fastify }) => followInstance(tracing, fastify),
    };
  }

  /** Follows apps that were made before: they take no more hooks. */
  reachEarlier(): void {
    if (this.#tracing !== undefined) this.listen(earlierApps(this.#tracing));
  }
}
