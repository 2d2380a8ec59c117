'use strict';
const { createServer } = require('node:http');
const express = require('express');
const { createPool } = require('./create-pool.cjs');
const { report } = require('./report.cjs');

/* A JSON API: three queries, the last two at the same time, and one answer made of them. */
const pool = createPool();
const app = express();
app.use(express.json());
app.get('/hello/:name', async (request, response) => {
  const { rows: owners } = await pool.query('SELECT id, name FROM owners WHERE name = $1', [
    request.params.name,
  ]);
  const [items, orders] = await Promise.all([
    pool.query('SELECT id, name FROM items WHERE owner = $1', [owners[0].id]),
    pool.query('SELECT id, name FROM orders WHERE owner = $1 ORDER BY id LIMIT 20', [owners[0].id]),
  ]);
  response.json({ owner: owners[0], items: items.rows, orders: orders.rows });
});
report(createServer(app));
