'use strict';
const { createServer } = require('node:http');
const express = require('express');
const { createPool } = require('./create-pool.cjs');
const { report } = require('./report.cjs');

const pool = createPool();
const app = express();
app.get('/hello/:name', async (request, response) => {
  const { rows } = await pool.query('SELECT id, name FROM items WHERE owner = $1 LIMIT 2', [
    request.params.name,
  ]);
  response.send(`Hello ${rows[0].name}`);
});
report(createServer(app));
