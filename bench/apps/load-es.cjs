'use strict';
/* Loads the generated modules by `import()`: BENCH_MODULES names the file that loads all others. */
const { pathToFileURL } = require('node:url');
const { measureLoad } = require('./measure-load.cjs');

const loaded = measureLoad();
import(pathToFileURL(process.env.BENCH_MODULES).href).then(loaded);
