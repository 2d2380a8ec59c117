/** Receiver and the way to talk to it, as plain values: the address is parsed once, files are already read. */
export interface Destination {
  readonly protocol: 'grpc' | 'http/protobuf' | 'http/json' | 'zipkin/json';
  /** Address for reading, without credentials: `http://host:port`, over HTTP with the path; `unix:/path`. */
  readonly url: string;
  readonly isTls: boolean;
  /** Name or IP address, IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  /** Unix socket instead of host and port. */
  readonly socketPath?: string | undefined;
  /** Host and port for `Host` and `:authority`. */
  readonly authority: string;
  /** Path and query of requests; gRPC uses the service's own path. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly compression: 'gzip' | 'none';
  readonly tls: TlsFiles;
  /** Limit of each request. */
  readonly timeoutMs: number;
  /** Proxy on the way; undefined for the direct way. */
  readonly proxy?: HttpProxy;
}

/** HTTP proxy on the way to a receiver. */
export interface HttpProxy {
  /** Address for reading, without credentials: `http://proxy:3128`. */
  readonly url: string;
  /** Name of the variable that gives it: `HTTPS_PROXY`. */
  readonly from: string;
  readonly isTls: boolean;
  /** Name or IP address, IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
  /** Value of `Proxy-Authorization`. */
  readonly authorization: string | undefined;
}

/** PEM contents: `ca` verifies the receiver, `key` and `cert` identify the agent (mTLS), both or neither. */
export interface TlsFiles {
  readonly ca?: string | Buffer | undefined;
  readonly key?: string | Buffer | undefined;
  readonly cert?: string | Buffer | undefined;
}

/** Name of the receiver in messages: without a path, a query and credentials. */
export function originOf({
  isTls,
  authority,
  socketPath,
}: Pick<Destination, 'isTls' | 'authority' | 'socketPath'>): string {
  if (socketPath !== undefined) return `unix:${socketPath}`;
  return `${isTls ? 'https' : 'http'}://${authority}`;
}
