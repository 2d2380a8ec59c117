import { locate } from '../modules/package-file';

/** Packages that do work which no instrumentation sees, neither theirs nor that of HTTP, gRPC or a driver below them. */
const UNTRACED: ReadonlySet<string> = new Set([
  '@duckdb/node-api',
  '@valkey/valkey-glide',
  'aerospike',
  'agenda',
  'bee-queue',
  'bull',
  'couchbase',
  'duckdb',
  'ibm_db',
  'kafka-node',
  'ldapjs',
  'ldapts',
  'libsql',
  'mqtt',
  'neo4j-driver',
  'node-firebird',
  'node-rdkafka',
  'nodemailer',
  'odbc',
  'pulsar-client',
  'rhea',
  'sqlite3',
  'ssh2',
  'stompit',
  'thrift',
  'uWebSockets.js',
  'zeromq',
]);

/** Finds such packages among loaded files: folders by the package's name. */
export function untracedPackages(files: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const filename of files) {
    const file = locate(filename);
    if (file !== undefined && UNTRACED.has(file.packageName)) found.set(file.packageName, file.baseDir);
  }
  return found;
}
