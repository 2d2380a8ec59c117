import path from 'node:path';

/** Where an instrumentation would change what the app sees. `before` has to be found, so that a new release is noticed. */
const MENDS = [
  {
    // An app may call a route's handler without `this`; the instrumentation that it is read for is in scope anyway.
    file: '@fastify/otel/index.js',
    before: /const instrumentation = this\[kInstrumentation\]\n(\s+const request = getRequestFromArgs)/,
    after: '$1',
  },
  {
    file: '@fastify/otel/index.js',
    before: /: this\.pluginName (\/\* c8 ignore next \*\/ \?\?)/,
    after: ': this?.pluginName $1',
  },
  {
    // amqplib before 1.0: when a channel closes, messages without a callback stay listed as `false`, so that
    // `waitForConfirms` rejects. Ours are callbacks, which are called and forgotten.
    file: '@opentelemetry/instrumentation-amqplib/dist/amqplib.mjs',
    before: /const patchedOnConfirm = function\(err, ok\) \{\n/,
    after: '$&if (!callback && channel.pending === null) channel.unconfirmed.push(false);\n',
  },
];

/** A build step that mends upstream's instrumentations. */
export function mendUpstream() {
  return {
    name: 'mend-upstream',
    transform(code, id) {
      const mends = MENDS.filter(({ file }) => id.endsWith(path.join('node_modules', file)));
      if (mends.length === 0) return undefined;
      return mends.reduce((mended, { before, after }) => {
        if (!before.test(mended)) throw new Error(`${id} has changed: ${before} is not in it`);
        return mended.replace(before, after);
      }, code);
    },
  };
}
