import { SpanKind } from '@opentelemetry/api';
import { type SharingOptions, sharingOptions } from '../../../tracing/shared-attributes';

/** Name and options for spans of an operation on a server. */
interface OperationSpans {
  readonly name: string;
  readonly options: SharingOptions;
}

/** Server that a client of Redis talks to. */
export interface Server {
  readonly serverAddress?: string | undefined;
  readonly serverPort?: number | undefined;
}

/** Exceed the servers of an app and the commands of Redis. */
const MAX_SERVERS = 100;
const MAX_OPERATIONS = 1000;

/** Keeps what the spans of equal operations share. */
export class ServerSpans {
  readonly #prefix: string;
  readonly #servers = new Map<string, ServerOperations>();
  #last: ServerOperations | undefined;

  /** @param prefix goes before the operation in the names of spans */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  of(operation: string, server: Server): OperationSpans {
    const { serverAddress, serverPort } = server;
    if (this.#last?.address !== serverAddress || this.#last?.port !== serverPort)
      this.#last = this.#operationsOn(server);
    return this.#last!.spans.get(operation) ?? this.#keep(this.#last!, operation);
  }

  #operationsOn({ serverAddress: address, serverPort: port }: Server): ServerOperations {
    const key = `${address} ${port}`;
    const known = this.#servers.get(key);
    if (known !== undefined) return known;
    if (this.#servers.size >= MAX_SERVERS) this.#servers.clear();
    const server: ServerOperations = { address, port, spans: new Map() };
    this.#servers.set(key, server);
    return server;
  }

  #keep({ address, port, spans }: ServerOperations, operation: string): OperationSpans {
    const attributes = {
      'db.system.name': 'redis',
      // Opening a connection is no command.
      'db.operation.name': operation === 'connect' ? undefined : operation,
      'server.address': address,
      'server.port': port,
    };
    const made = {
      name: this.#prefix + operation,
      options: sharingOptions(attributes, SpanKind.CLIENT),
    };
    if (spans.size >= MAX_OPERATIONS) spans.clear();
    spans.set(operation, made);
    return made;
  }
}

interface ServerOperations {
  readonly address: string | undefined;
  readonly port: number | undefined;
  readonly spans: Map<string, OperationSpans>;
}
