/**
 * What stands before the point where upstream puts a stream of its own in the place of the app's, which the app may look
 * at, listen to and end: lines go to the Collector from where they are made. Where the app changes lines on their way to
 * the stream (`hooks.streamWrite`), the Collector gets the changed ones, by upstream's way.
 */
const FROM_WHERE_LINES_ARE_MADE = `
const { asJsonSym, hooksSym } = moduleExports.symbols;
const asJson = logger[asJsonSym];
if (typeof asJson === 'function' && logger[hooksSym]?.streamWrite === undefined) {
  logger[asJsonSym] = function (_object, _message, level) {
    const line = asJson.apply(this, arguments);
    otelStream.lastLevel = level;
    otelStream.write(line);
    return line;
  };
  return logger;
}
`;

/** A row for each change of @opentelemetry/instrumentation-pino. */
export const PINO_MENDS = [
  {
    file: '@opentelemetry/instrumentation-pino/dist/instrumentation.mjs',
    before: /const origStream = logger\[moduleExports\.symbols\.streamSym\];\n/,
    after: `${FROM_WHERE_LINES_ARE_MADE}$&`,
  },
];
