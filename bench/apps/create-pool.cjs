'use strict';
const { Pool } = require('pg');

/** A pool of ten connections to the benchmark's PostgreSQL. */
exports.createPool = () =>
  new Pool({
    host: '127.0.0.1',
    port: Number(process.env.BENCH_POSTGRES_PORT),
    user: 'bench',
    database: 'bench',
    max: 10,
  });
