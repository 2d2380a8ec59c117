'use strict';
/* Loads the generated modules: BENCH_MODULES names the file that loads all others. */
const { pathToFileURL } = require('node:url');
const { finish } = require('./finish.cjs');

const file = process.env.BENCH_MODULES;
const startedMs = performance.now();
const { user, system } = process.cpuUsage();
const loaded = () => {
  const used = process.cpuUsage({ user, system });
  finish({ loadMs: performance.now() - startedMs, loadCpuMs: (used.user + used.system) / 1000 });
};
if (file.endsWith('.mjs')) import(pathToFileURL(file).href).then(loaded);
else loaded(require(file));
