'use strict';
/* Loads the generated modules by `require`, as an app without a single ES module: BENCH_MODULES names the file that loads all others. */
const { measureLoad } = require('./measure-load.cjs');

const loaded = measureLoad();
loaded(require(process.env.BENCH_MODULES));
