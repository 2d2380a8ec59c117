'use strict';
const { createServer } = require('node:http');
const { once } = require('node:events');
const express = require('express');
const { openConnections } = require('./memory-connections.cjs');
const { report } = require('./report.cjs');

const CONNECTIONS = 10;

const app = express();
app.get('/hello/:name', (request, response) => response.send(`Hello ${request.params.name}`));
const server = createServer(app);
report(server);
once(server, 'listening').then(() => {
  const connections = openConnections(server, CONNECTIONS);
  process.on('message', async ({ requests, paths }) => {
    if (requests === undefined) return; // A question that report.cjs answers.
    await connections.run(requests, paths);
    process.send({ isDone: true });
  });
});
