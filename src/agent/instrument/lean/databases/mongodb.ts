import type { Meter, UpDownCounter } from '@opentelemetry/api';
import { isSince } from '../../../upstream/package-version';
import { PatchingInstrumentation } from '../patching-instrumentation';
import scope from '../scopes/mongodb.generated.json';
import { patchConnection, patchPool } from './mongodb/patch-connection';
import { patchWireProtocol } from './mongodb/patch-wire-protocol';
import { SessionCounts } from './mongodb/session-counts';
import type { TracedCommands } from './mongodb/types';

/** Options that are heeded, by upstream's names but for the agent's own. */
interface MongodbOptions {
  /** True unless it is given, as upstream's. */
  readonly requireParentSpan?: boolean;
  /** Shows messages of errors as they are. */
  readonly rawStatements?: boolean;
}

/** Since this version commands give promises. */
const PROMISES = [6, 4] as const;

/** Makes spans of the commands of MongoDB's driver, and counts its sessions: upstream's, at less cost. */
export class MongodbInstrumentation extends PatchingInstrumentation<
  MongodbOptions,
  { connectionCount: UpDownCounter }
> {
  readonly #patched = new WeakSet<object>();
  readonly #counts = new SessionCounts(this.instruments);

  constructor(options: MongodbOptions) {
    super(scope, options, countsOf);
  }

  protected patch(exports: unknown, name: string, folder: string | undefined): (() => void)[] {
    const patchFile = this.#fileOf(name.replaceAll('\\', '/').slice('mongodb/lib/'.length), folder);
    if (patchFile === undefined || this.#patched.has(exports as object)) return [];
    this.#patched.add(exports as object);
    return patchFile(exports as never);
  }

  #fileOf(file: string, folder: string | undefined): ((exports: never) => (() => void)[]) | undefined {
    const counts = this.#counts;
    const tracing: TracedCommands = {
      instruments: this.instruments,
      isParentRequired: this.options.requireParentSpan !== false,
      isRaw: this.options.rawStatements === true,
      whenSessionsEnd: () => counts.sessionsEnded(),
    };
    const hasPromises = isSince(folder, PROMISES);
    switch (file) {
      case 'cmap/connection.js':
        return exports => patchConnection(tracing, exports, hasPromises);
      case 'cmap/connection_pool.js':
        return exports => (hasPromises ? [] : patchPool(exports));
      case 'cmap/connect.js':
        return exports => counts.patchConnect(exports);
      case 'sessions.js':
        return exports => counts.patchSessions(exports);
      case 'core/wireprotocol/index.js':
        return exports => patchWireProtocol(tracing, exports);
      default:
        return undefined;
    }
  }
}

function countsOf(meter: Meter) {
  return {
    connectionCount: meter.createUpDownCounter('db.client.connection.count', {
      description: 'The number of connections that are currently in state described by the state attribute.',
      unit: '{connection}',
    }),
  };
}
