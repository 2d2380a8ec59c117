'use strict';
const { finish } = require('./finish.cjs');

/** Starts the clocks; what it returns stops them and hands over what loading took. */
exports.measureLoad = () => {
  const startedMs = performance.now();
  const { user, system } = process.cpuUsage();
  return () => {
    const used = process.cpuUsage({ user, system });
    finish({ loadMs: performance.now() - startedMs, loadCpuMs: (used.user + used.system) / 1000 });
  };
};
