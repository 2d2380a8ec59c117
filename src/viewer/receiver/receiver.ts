import type { Server, Socket } from 'node:net';
import { DefaultPort } from '../../shared/otlp/fields';
import { ORDER_HEADER } from '../../shared/profile/profile';
import { ByteBudget } from './server/body/byte-budget';
import type { BodyLimits } from './server/body/read-body';
import { grpcOnly } from './server/grpc-only';
import { createGrpcServer } from './server/grpc-server';
import { createHttpServer, type Routes } from './server/http-server';
import { listen } from './server/listen';
import { createStores, type Stores } from './stores';

/** The Collector's own limit for OTLP/HTTP; its gRPC limit is 4 MiB, and there is no harm in taking more. */
const MAX_BODY_BYTES = 20 * 2 ** 20;
/** Bodies under way at the same time. */
const MAX_BODIES = 4;
const DEFAULT_MAX_BYTES = 256 * 2 ** 20;

export interface ReceiverOptions {
  /** Ports; 0 takes any free one. */
  readonly httpPort?: number;
  readonly grpcPort?: number;
  readonly host?: string;
  /** Names that the viewer may be called by, besides localhost, the machine's own and addresses. */
  readonly allowedHosts?: readonly string[];
  /** Stores of received spans and logs; new stores of 256 MB by default. */
  readonly stores?: Stores;
  /** Answers requests that are no exports, with the limits of exports. */
  readonly routes?: (limits: BodyLimits) => Routes;
  /** Gets what the user should know, a sentence at a time; each sentence once. */
  readonly onNotice?: (sentence: string) => void;
}

/** A receiver that is listening. */
export interface Receiver extends Stores {
  readonly host: string;
  readonly httpPort: number;
  readonly grpcPort: number;
  /** Address of the web viewer and OTLP/HTTP: `http://127.0.0.1:4318`. */
  readonly url: string;
  /** Stops listening and cuts open connections. */
  close(): Promise<void>;
}

/** Starts to listen for OTLP over HTTP and gRPC. Rejects with a ListenError when a port cannot be had. */
export async function startReceiver(options: ReceiverOptions = {}): Promise<Receiver> {
  const { host = '127.0.0.1', stores = createStores(DEFAULT_MAX_BYTES), allowedHosts = [] } = options;
  const { inbox, profiles } = stores;
  const limits = limitsFor(stores.maxBytes);
  const notice = once(options.onNotice);
  const ports = { http: options.httpPort ?? DefaultPort.http, grpc: options.grpcPort ?? DefaultPort.grpc };
  const exportHeaders = (): Readonly<Record<string, string>> =>
    profiles.isWanted ? { [ORDER_HEADER]: String(ports.http) } : {};
  const httpServer = createHttpServer({
    inbox,
    limits,
    allowedHosts,
    exportHeaders,
    routes: options.routes?.(limits) ?? (() => false),
    grpcHint: 'This port speaks OTLP over HTTP; OTLP over gRPC has a port of its own, 4317 as a rule.',
    onGrpcHint: () => notice(`A gRPC client calls port ${ports.http}; gRPC is on port ${ports.grpc}.`),
  });
  const grpcServer = grpcOnly(
    createGrpcServer(inbox, limits, exportHeaders),
    'This port speaks OTLP over gRPC; OTLP over HTTP has a port of its own, 4318 as a rule.',
    () => notice(`An HTTP client calls port ${ports.grpc}; HTTP is on port ${ports.http}.`),
  );
  const close = closerOf([httpServer, grpcServer]);
  try {
    ports.http = await listen(httpServer, ports.http, host, '--port');
    ports.grpc = await listen(grpcServer, ports.grpc, host, '--grpc-port');
  } catch (error) {
    await close();
    throw error;
  }
  const url = `http://${callable(host)}:${ports.http}`;
  return { ...stores, host, httpPort: ports.http, grpcPort: ports.grpc, url, close };
}

/** Limits bodies under way to the memory of the stores, and each body to a quarter of that. */
function limitsFor(maxBytes: number): BodyLimits {
  const maxBodyBytes = Math.min(MAX_BODY_BYTES, Math.floor(maxBytes / MAX_BODIES));
  return { maxBodyBytes, budget: new ByteBudget(MAX_BODIES * maxBodyBytes) };
}

/** Returns an address that can be called: "every address" is none. */
function callable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

function closerOf(servers: readonly Server[]): () => Promise<void> {
  const connections = new Set<Socket>();
  for (const server of servers) {
    server.on('connection', (socket: Socket) => {
      connections.add(socket);
      socket.once('close', () => connections.delete(socket));
    });
  }
  return async () => {
    const closed = servers.map(server => new Promise(resolve => server.close(resolve)));
    for (const socket of connections) socket.destroy();
    await Promise.all(closed);
  };
}

function once(tell: ((sentence: string) => void) | undefined): (sentence: string) => void {
  const told = new Set<string>();
  return sentence => {
    if (!told.has(sentence)) tell?.(sentence);
    told.add(sentence);
  };
}
