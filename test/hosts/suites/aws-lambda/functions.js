'use strict';

/* Handlers as a function's module exports them. */
exports.event = async (...args) => ({ args: args.length, event: args[0] });
exports.self = async function self() {
  return this === undefined || this === globalThis || typeof this;
};
exports.plain = () => 'plain';
exports.error = Object.freeze(new Error('mine'));
exports.fails = async () => {
  throw exports.error;
};
exports.throws = () => {
  throw exports.error;
};
exports.throwsNull = () => {
  throw null;
};
exports.calledBack = (event, _context, callback) => {
  setImmediate(callback, event.fail ? exports.error : null, 'called back');
};
exports.byContext = (event, context) => {
  if (event.fail) context.fail(exports.error);
  else context.succeed('by context');
};
exports.thenable = () => Object.fromEntries([['then', resolve => resolve('thenable')]]);
exports.named = async function orders(event, context) {
  return [event, context];
};
exports.own = {
  async handle() {
    return this === exports.own;
  },
};
exports.nested = { deep: { handler: async () => 'nested' } };
exports.notAFunction = 7;
Object.defineProperty(exports, 'fixed', { value: async () => 'fixed', enumerable: true });
exports.streaming = Object.assign(
  async (_event, stream) => {
    stream.write('one ');
    stream.end('two');
  },
  { [Symbol.for('aws.lambda.runtime.handler.streaming')]: 'response' },
);
