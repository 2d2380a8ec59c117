/** Where Fastify's instrumentation would change what the app sees. */
export const FASTIFY_MENDS = [
  {
    // An app may call a route's handler without `this`; the instrumentation that it is read for is in scope anyway.
    before: /const instrumentation = this\[kInstrumentation\]\n(\s+const request = getRequestFromArgs)/,
    after: '$1',
  },
  {
    before: /: this\.pluginName (\/\* c8 ignore next \*\/ \?\?)/,
    after: ': this?.pluginName $1',
  },
  {
    // An app may throw `null`, or reject with it.
    before: /message: error\.message/g,
    after: 'message: error?.message',
  },
  {
    before: /if \(instrumentation\[kRecordExceptions\] !== false\)/g,
    after: 'if (error != null && instrumentation[kRecordExceptions] !== false)',
  },
  {
    // An onSend hook, even one that does nothing, keeps errors of `reply.send` from the handler that calls it.
    before: /if \(routeOptions\.onSend != null\) \{[^}]*\} else \{[^}]*\}/,
    after: '',
  },
  {
    // So the span ends after the response, or with it when that is broken off.
    before: /(function finalizeNotFoundSpanHook \(request, reply, hookDone\) \{)[\s\S]*?(?=hookDone\(\))/,
    after: '$1 finalizeResponseSpanHook(request, reply, undefined, () => {});\n',
  },
  {
    before:
      /(function startRequestSpanHook \(request, )_(reply[\s\S]*?)(?=try \{\n\s+this\[kInstrumentation\]\._requestHook)/,
    after: `$1$2
      const finalize = () => finalizeResponseSpanHook(request, reply, undefined, () => {});
      if (rpcMetadata?.onClose) rpcMetadata.onClose(finalize);
      else if (rpcMetadata) reply.raw.once('close', finalize);
    `,
  },
  {
    before: /(?<!= )setNotFoundHandlerOriginal\.call/g,
    after: 'return setNotFoundHandlerOriginal.call',
  },
  {
    // For Fastify's own handler of what is not found neither is given.
    before: /const setNotFoundHandlerOriginal = this\[kSetNotFoundOriginal\]\n/,
    after: `$&
      if (typeof hooks !== 'function' && typeof handler !== 'function') {
        return setNotFoundHandlerOriginal.call(this, hooks, handler);
      }
    `,
  },
  {
    before: /\bhooks\.(preValidation|preHandler) != null/g,
    after: 'hooks?.$1 != null',
  },
  {
    // What is no function gets Fastify's own error.
    before: /FASTIFY_HOOKS\.includes\(name\) &&\n/,
    after: "$& typeof hook === 'function' &&\n",
  },
  {
    // Hooks of the app see the handler of a route: its name, and how many arguments it takes.
    before: /return (function handlerWrapped [\s\S]*?\n {8}\})\n/,
    after: `const { name, length } = handler;
      return Object.defineProperties($1, { name: { value: name }, length: { value: length } });
    `,
  },
].map(mend => ({ file: '@fastify/otel/index.js', ...mend }));
