import { collectionOf } from '../../../../redaction/mongo-statement';
import { activeContext, runInContext } from '../../../../tracing/context-manager';
import { patchFunction } from '../../patch-function';
import { endCommand, startCommand } from './command-span';
import type { Callback, Method, TracedCommands } from './types';

interface Topology {
  readonly s?: {
    readonly options?: { readonly host?: string; readonly port?: number };
    readonly host?: string;
    readonly port?: number;
  };
  readonly description?: { readonly address?: string };
}

type Document = Readonly<Record<string, unknown>> | undefined;

/** Function of the wire protocol: the operation of a call, and the document in its third argument that is shown. */
interface Operation {
  readonly operationOf: (document: Document) => string | undefined;
  readonly documentOf: (argument: unknown) => Document;
}

const given = (argument: unknown) => argument as Document;
const first = (operations: unknown) => (operations as Document[])[0];
const named = (operation: string, documentOf = given): Operation => ({
  operationOf: () => operation,
  documentOf,
});

const OPERATIONS = {
  insert: named('insert', first),
  remove: named('remove', first),
  update: named('update', first),
  query: named('find'),
  getMore: named('getMore', state => (state as { cmd?: Document }).cmd),
  command: { operationOf: commandName, documentOf: given },
};

type WireProtocol = Record<keyof typeof OPERATIONS, Method>;

/** Traces the functions of the wire protocol (mongodb 3): server, namespace and documents first, a callback last. */
export function patchWireProtocol(tracing: TracedCommands, module: WireProtocol): (() => void)[] {
  return Object.entries(OPERATIONS).map(([key, operation]) => {
    const name = key as keyof WireProtocol;
    return patchFunction(module, name, tracingOperation(tracing, module[name], operation));
  });
}

function tracingOperation(
  tracing: TracedCommands,
  original: Method,
  { operationOf, documentOf }: Operation,
): Method {
  return function (...args) {
    const at = args.findLastIndex(argument => typeof argument === 'function');
    const [server, namespace, argument] = args;
    if (at === -1 || typeof argument !== 'object' || argument === null) return original.apply(this, args);
    const span = startCommand(tracing, () => {
      const document = documentOf(argument);
      const [database, collection] = String(namespace).split('.');
      return {
        operation: operationOf(document),
        address: addressOf(server as Topology),
        database,
        collection: collectionOf(collection, document),
        document: document?.query ?? document?.q ?? document,
      };
    });
    if (span === undefined) return original.apply(this, args);
    const callback = args[at] as Callback;
    const caller = activeContext();
    let isDone = false;
    args[at] = function (this: unknown, error: unknown, ...results: unknown[]) {
      if (!isDone) endCommand(tracing, span, error);
      isDone = true;
      return runInContext(caller, callback, this, error, ...results);
    };
    return original.apply(this, args);
  };
}

/** Names of commands that upstream tells. */
function commandName(command: Document): string | undefined {
  if (command?.createIndexes !== undefined) return 'createIndexes';
  if (command?.findandmodify !== undefined) return 'findAndModify';
  if (command?.ismaster !== undefined) return 'isMaster';
  if (command?.count !== undefined) return 'count';
  return command?.aggregate === undefined ? undefined : 'aggregate';
}

function addressOf(server: Topology | undefined): string | undefined {
  const { s, description } = server ?? {};
  if (s === undefined) return undefined;
  const host = s.options?.host ?? s.host;
  const port = s.options?.port ?? s.port;
  return host == null || port == null ? description?.address : `${host}:${port}`;
}
