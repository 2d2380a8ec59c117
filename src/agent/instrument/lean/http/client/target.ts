/** Target of a client request: server, method and path. */
export interface ClientTarget {
  /** As the caller wrote it. */
  readonly method: string;
  readonly protocol: string;
  /** `server.address` and `server.port`. */
  readonly address: string;
  readonly port: number;
  /** The host of `url.full`, with its port unless that is the protocol's default. */
  readonly authority: string;
  /** Empty if it is an object: only Node may read its text. */
  readonly path: string;
  readonly hasCredentials: boolean;
}
