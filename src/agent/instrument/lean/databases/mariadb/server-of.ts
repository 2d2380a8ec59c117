import { SqlServer } from '../sql/sql-server';

/** Used options of a connection or pool. */
interface Options {
  readonly host?: string;
  readonly port?: number;
  readonly database?: string;
  readonly socketPath?: string;
}

export const UNKNOWN_SERVER = new SqlServer({ system: 'mariadb' });

/** Reads the server from the options of a connection or pool, which may be a URL. Those of a cluster name none. */
export function serverOf(options: unknown): SqlServer {
  const { host, port, database, socketPath } =
    typeof options === 'string' ? fromUrl(options) : ofObject(options);
  return new SqlServer({
    system: 'mariadb',
    namespace: database,
    address: socketPath ?? host ?? 'localhost',
    port: socketPath === undefined ? Number(port ?? 3306) : undefined,
  });
}

function ofObject(options: unknown): Options {
  return Object(options) as Options;
}

function fromUrl(text: string): Options {
  const url = /^(?:mariadb|mysql):\/\/(?:[^@/]*@)?([^:/?]*)(?::(\d+))?(?:\/([^?]*))?/.exec(text);
  if (url === null) return {};
  const [, host, port, database] = url;
  return {
    ...(host && { host }),
    ...(port && { port: Number(port) }),
    ...(database && { database }),
  };
}
