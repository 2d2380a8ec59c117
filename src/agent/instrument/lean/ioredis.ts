import { rawRedisStatement, redisStatement } from '../../redaction/redis-statement';
import { notingCallers } from '../../upstream/database/ioredis-commands';
import { packageVersion } from '../../upstream/package-version';
import { rawRedisSerializer, redisSerializer } from '../catalogue/redis-serializers';
import { tracingConnect, tracingSendCommand } from './ioredis/trace-command';
import type { Client, Method, TracedCommands } from './ioredis/types';
import { patchFunction } from './patch-function';
import { PatchingInstrumentation } from './patching-instrumentation';
import scope from './scopes/ioredis.generated.json';

/** Options that are heeded, by upstream's names. */
interface IoredisOptions {
  /** True unless it is given, as upstream's. */
  readonly requireParentSpan?: boolean;
  readonly dbStatementSerializer?: TracedCommands['statementOf'];
}

interface Exports {
  readonly prototype: Record<'sendCommand' | 'connect', Method<Client>>;
  readonly Cluster?: { readonly prototype: Record<'sendCommand', Method<Client>> };
  readonly Pipeline?: { readonly prototype: Record<'sendCommand', never> };
}

/** Makes spans of ioredis's commands: upstream's, at less cost; and those of iovalkey, which is made from ioredis 5. */
export class IoredisInstrumentation extends PatchingInstrumentation<IoredisOptions, object> {
  readonly #patched = new WeakSet<object>();

  constructor(options: IoredisOptions) {
    super(scope, options, () => ({}));
  }

  protected patch(exports: unknown, name: string, folder: string | undefined): (() => void)[] {
    if (name !== 'iovalkey' && (name !== 'ioredis' || !isKnown(folder))) return [];
    const { prototype, Cluster, Pipeline } = defaultOf(exports);
    if (this.#patched.has(prototype)) return [];
    this.#patched.add(prototype);
    const { requireParentSpan, dbStatementSerializer = redisSerializer } = this.options;
    const tracing: TracedCommands = {
      instruments: this.instruments,
      isParentRequired: requireParentSpan !== false,
      statementOf: AT_HAND.get(dbStatementSerializer) ?? dbStatementSerializer,
      isRaw: dbStatementSerializer === rawRedisSerializer,
    };
    const undo = [prototype, ...(Cluster === undefined ? [] : [Cluster.prototype])].map(target =>
      patchFunction(target, 'sendCommand', tracingSendCommand(tracing, target.sendCommand)),
    );
    undo.push(patchFunction(prototype, 'connect', tracingConnect(tracing, prototype.connect)));
    if (Pipeline === undefined) return undo;
    const { sendCommand } = Pipeline.prototype;
    return [...undo, patchFunction(Pipeline.prototype, 'sendCommand', notingCallers(sendCommand) as never)];
  }
}

/** Replaces the agent's own serializers by what they would load. */
const AT_HAND = new Map<unknown, TracedCommands['statementOf']>([
  [redisSerializer, redisStatement],
  [rawRedisSerializer, rawRedisStatement],
]);

/** Versions whose inner methods are known: 2 to 6. */
function isKnown(folder: string | undefined): boolean {
  const major = Number.parseInt(packageVersion(folder ?? '') ?? '', 10);
  return major >= 2 && major < 7;
}

/** Returns the exports of CommonJS, also from the module object of an `import`. */
function defaultOf(exports: unknown): Exports {
  const module = exports as { default: Exports; [Symbol.toStringTag]?: string };
  return module[Symbol.toStringTag] === 'Module' ? module.default : (exports as Exports);
}
