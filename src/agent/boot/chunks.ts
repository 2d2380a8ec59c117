import path from 'node:path';

/**
 * Table of the files of dist/ that are loaded on demand: the name of each, and its sources below src/. Small ones that few
 * processes load share a file. The build, knip and the tests read it too.
 */
export const CHUNKS = {
  attach: ['agent/attach/attach.ts'],
  'at-exit': ['agent/export/at-exit/hand-over.ts'],
  'cloud-detectors': ['agent/resource/cloud-detectors.ts'],
  'config-file': ['shared/config/file/config-file.ts', 'agent/declared/declared.ts'],
  'config-text': ['shared/config/messages/text.ts'],
  'es-hooks': ['agent/instrument/modules/es-hooks.ts', 'agent/instrument/loader-thread.ts'],
  'exit-helper': ['agent/export/at-exit/helper/exit-helper.ts'],
  'give-way': ['agent/api/lend-registry.ts', 'agent/api/next-tracer.ts', 'agent/stand-down/end-work.ts'],
  'keep-context': ['agent/instrument/keep-context/keep-context.ts'],
  'metric-requests': ['agent/export/metric-exporter.ts'],
  'metrics-sdk': ['agent/metrics/sdk.ts'],
  'official-pipelines': ['agent/export/official/official-pipelines.ts'],
  'print-config': ['agent/print-config.ts'],
  profile: ['agent/profile/profile.ts'],
  prometheus: ['agent/metrics/prometheus.ts'],
  propagators: ['agent/propagation/propagators.ts'],
  proxies: ['shared/config/derived/proxies.ts', 'agent/export/transports/proxy/proxy.ts'],
  redaction: ['agent/redaction/redaction.ts'],
  'redis-statement': ['agent/redaction/redis-statement.ts'],
  remote: ['agent/remote/remote.ts'],
  report: ['agent/instrument/coverage/report.ts'],
  rules: ['agent/rules.ts'],
  'split-batch': ['agent/export/split/split-batch.ts'],
  spool: ['agent/export/spool/spool.ts'],
  'text-formats': ['agent/export/encode/text/text-formats.ts'],
  threads: ['agent/lifecycle/threads/threads.ts'],
  transports: ['agent/export/transports/connect.ts', 'agent/memory/limits.ts'],
} as const;

/** Name in the table, or a file of instrumentations, which the catalogue names. */
export type ChunkName = keyof typeof CHUNKS | `instrument/${string}`;

/**
 * Loads a file of dist/ on demand: the build made it an entry of its own, so that its code costs nothing until then.
 */
export function loadChunk<Exports>(name: ChunkName): Exports {
  return require(chunkFile(name)) as Exports;
}

/** Path of a file that is loaded on demand. */
export function chunkFile(name: ChunkName): string {
  return path.join(__dirname, `${name}.js`);
}
