import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { FASTIFY_MENDS } from './mend-fastify.mjs';
import { PINO_MENDS } from './mend-pino.mjs';

/** Where an instrumentation would change what the app sees. `before` has to be found, so that a new release is noticed. */
const MENDS = [
  ...FASTIFY_MENDS,
  ...PINO_MENDS,
  {
    // amqplib before 1.0: when a channel closes, messages without a callback stay listed as `false`, so that
    // `waitForConfirms` rejects. Ours are callbacks, which are called and forgotten.
    file: '@opentelemetry/instrumentation-amqplib/dist/amqplib.mjs',
    before: /const patchedOnConfirm = function\(err, ok\) \{\n/,
    after: '$&if (!callback && channel.pending === null) channel.unconfirmed.push(false);\n',
  },
  {
    // Wakes an idle process a hundred times a second.
    file: '@opentelemetry/instrumentation-runtime-node/dist/metrics/eventLoopDelayCollector.mjs',
    before: /perf_hooks\.monitorEventLoopDelay\(\{ resolution: config\.monitoringPrecision \}\)/,
    after: 'new EventLoopDelay(config.monitoringPrecision)',
    imports: `import { EventLoopDelay } from ${JSON.stringify(ownFile('instrument/event-loop-delay.ts'))};\n`,
  },
];

/** Path of a module of ours that takes the place of something of upstream's. */
function ownFile(file) {
  return fileURLToPath(new URL(`../../src/${file}`, import.meta.url));
}

/** A build step that mends upstream's instrumentations. */
export function mendUpstream() {
  return {
    name: 'mend-upstream',
    transform(code, id) {
      const mends = MENDS.filter(({ file }) => id.endsWith(path.join('node_modules', file)));
      if (mends.length === 0) return undefined;
      return mends.reduce((mended, { before, after, imports = '' }) => {
        if (mended.search(before) === -1) throw new Error(`${id} has changed: ${before} is not in it`);
        return imports + mended.replace(before, after);
      }, code);
    },
  };
}
