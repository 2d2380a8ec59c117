'use strict';
const { createServer } = require('node:http');
const express = require('express');
const { createPool } = require('./create-pool.cjs');
const { report } = require('./report.cjs');

/* Makes as many queries as the path asks for, in turn: traces that grow. */
const pool = createPool();
const app = express();
app.get('/queries/:count', async (request, response) => {
  for (let left = Number(request.params.count); left > 0; left--)
    await pool.query('SELECT id, name FROM items WHERE owner = $1 LIMIT 2', [left]);
  response.send('done');
});
report(createServer(app));
