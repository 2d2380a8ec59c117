'use strict';
const { createServer } = require('node:http');
const express = require('express');
const { report } = require('./report.cjs');

/* A gateway: two services are asked at the same time, and their answers put together. */
const item = `http://127.0.0.1:${process.env.BENCH_HTTP_PORT}/item`;
const app = express();
app.get('/hello/:name', async (_request, response) => {
  const [left, right] = await Promise.all([fetch(item), fetch(item)]);
  response.json({ left: await left.json(), right: await right.json() });
});
report(createServer(app));
