'use strict';
const { writeSync } = require('node:fs');

/** Hands the figures of a scenario over and ends at once, without any work at exit. */
exports.finish = figures => {
  const { user, system } = process.cpuUsage();
  writeSync(3, JSON.stringify({ wallMs: performance.now(), cpuMs: (user + system) / 1000, ...figures }));
  process.reallyExit(0);
};
