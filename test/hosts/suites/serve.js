'use strict';
const { once } = require('node:events');
const http = require('node:http');

/** Serves a request listener for one test; gives a function that asks it, and the server. */
exports.serve = async function serve(t, listener) {
  const server = http.createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address();
  const ask = (path, options) => exports.request(port, path, options);
  return Object.assign(ask, { server, port, origin: `http://127.0.0.1:${port}` });
};

/** Makes a request on a connection of its own; gives the whole answer. */
exports.request = function request(port, path, { method = 'GET', headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const outgoing = http.request({ host: '127.0.0.1', port, path, method, headers, agent: false });
    outgoing.on('error', reject).on('response', incoming => {
      const chunks = [];
      incoming.on('error', reject);
      incoming.on('data', chunk => chunks.push(chunk));
      incoming.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const { statusCode: status, statusMessage, headers: received } = incoming;
        resolve({ status, statusMessage, headers: received, bytes, text: bytes.toString() });
      });
    });
    outgoing.end(body);
  });
};
