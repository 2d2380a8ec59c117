'use strict';
const { createServer } = require('node:http');
const express = require('express');
const { Pool } = require('pg');
const { report } = require('./report.cjs');

const pool = new Pool({
  host: '127.0.0.1',
  port: Number(process.env.BENCH_POSTGRES_PORT),
  user: 'bench',
  database: 'bench',
  max: 10,
});
const app = express();
app.get('/hello/:name', async (request, response) => {
  const { rows } = await pool.query('SELECT id, name FROM items WHERE owner = $1 LIMIT 2', [
    request.params.name,
  ]);
  response.send(`Hello ${rows[0].name}`);
});
report(createServer(app));
