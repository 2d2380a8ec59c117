'use strict';
const { createServer } = require('node:http');
const { report } = require('../report.cjs');

/** Serves requests by the first part of their path, `/koa/name`: a plain handler of Node's for each. */
exports.serve = handlers => {
  const byName = { ...handlers, http: (_, response) => response.end('Hello name') };
  report(createServer((request, response) => byName[request.url.split('/')[1]](request, response)));
};

/** Turns a call with a callback into a handler that answers with the result. */
exports.answering = call => (_, response) =>
  call((error, value) => {
    response.statusCode = error ? 500 : 200;
    response.end(String(error ?? value));
  });

/** Turns a call that returns a promise into a handler that answers with the result. */
exports.answeringLater = call =>
  exports.answering(callBack =>
    call().then(
      value => callBack(null, value),
      error => callBack(error),
    ),
  );

/** Returns the handler of a framework's server, so that a request passes through a single server of Node's. */
exports.handlerOf = server => {
  const [listener] = server.listeners('request');
  return (request, response) => listener.call(server, request, response);
};

/** Returns a package that only benchmarks need: bench/peers.json. */
exports.installed = name => require(require.resolve(name, { paths: [process.env.BENCH_LIBRARIES] }));
