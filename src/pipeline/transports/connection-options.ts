/** What a transport needs to know of where it sends to; plain values, files already read. */
export interface ConnectionOptions {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly compression: 'gzip' | 'none';
  readonly userAgent: string;
  readonly tls?: TlsOptions;
}

/** PEM contents: `ca` to trust the receiver by, `key` and `cert` to show to it (mTLS). */
export interface TlsOptions {
  readonly ca?: string | Buffer;
  readonly key?: string | Buffer;
  readonly cert?: string | Buffer;
}

/** "otel-agent/0.1.0 node/24.1.0", the form that RFC 9110 asks for and the OTLP specification recommends. */
export function userAgent(agentVersion: string): string {
  return `otel-agent/${agentVersion} node/${process.versions.node}`;
}
