'use strict';
/* A function behind HTTP: how old is the process, and what has it cost, when its first caller has the whole answer? */
const { createServer, get } = require('node:http');
const express = require('express');
const { finish } = require('./finish.cjs');

const app = express();
app.get('/hello/:name', (request, response) => response.send(`Hello ${request.params.name}`));
const server = createServer(app).listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  get({ port, path: '/hello/name' }, answer => answer.resume().once('end', () => finish({})));
});
