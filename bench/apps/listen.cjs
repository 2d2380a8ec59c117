'use strict';
/* An API server as far as its first listen: how old is the process when it would take its first request? */
const { createServer } = require('node:http');
const express = require('express');
const Redis = require('ioredis');
const { Pool } = require('pg');
const { finish } = require('./finish.cjs');

const pool = new Pool({ host: '127.0.0.1', port: 1, user: 'bench', database: 'bench' });
const redis = new Redis({ host: '127.0.0.1', port: 1, lazyConnect: true });
const app = express();
app.use(express.json());
app.get('/items/:id', async (request, response) => {
  const cached = await redis.get(`item:${request.params.id}`);
  if (cached !== null) return response.json(JSON.parse(cached));
  const { rows } = await pool.query('SELECT id, name FROM items WHERE id = $1', [request.params.id]);
  response.json(rows[0]);
});
createServer(app).listen(0, '127.0.0.1', () => finish({}));
