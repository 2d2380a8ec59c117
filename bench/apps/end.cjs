'use strict';
/* Serves one request to itself, so that there are spans to hand over, and then has nothing left to do. */
const { writeSync } = require('node:fs');
const http = require('node:http');

const server = http.createServer((_request, response) => response.end('hello'));
server.listen(0, '127.0.0.1', () => {
  http.get({ host: '127.0.0.1', port: server.address().port, agent: false }, response => {
    response
      .resume()
      .on('end', () => server.close(() => writeSync(3, String(performance.timeOrigin + performance.now()))));
  });
});
