'use strict';
const { finish } = require('./finish.cjs');

/** Starts the clocks; the returned function stops them and hands over the load's cost. */
exports.measureLoad = () => {
  const startedMs = performance.now();
  const { user, system } = process.cpuUsage();
  return () => {
    const used = process.cpuUsage({ user, system });
    finish({ loadMs: performance.now() - startedMs, loadCpuMs: (used.user + used.system) / 1000 });
  };
};
