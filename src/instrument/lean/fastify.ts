import { followInstance } from './fastify/follow-instance';
import type { FastifyOptions } from './fastify/options';
import type { FastifySide } from './fastify/trace-request';
import type { Fastify } from './fastify/types';
import { type Listeners, ListeningInstrumentation } from './listening-instrumentation';
import scopes from './scopes.generated.json';

/** The route of each request, a span for it and one for what handles it: what upstream's gives without hooks, for less. */
export class FastifyInstrumentation extends ListeningInstrumentation<FastifyOptions, object> {
  constructor(options: FastifyOptions) {
    super(scopes.fastify, options, () => ({}));
  }

  protected listeners(): Listeners {
    const { recordExceptions, instrumentHandler } = this.options;
    const side: FastifySide = {
      instruments: this.instruments,
      areExceptionsRecorded: recordExceptions !== false,
      areHandlersTraced: instrumentHandler !== false,
      isEnabled: true,
    };
    this.undoLater(() => {
      side.isEnabled = false;
    });
    return {
      'fastify.initialization': ({ fastify }: { fastify: Fastify }) => followInstance(side, fastify),
    };
  }
}
