'use strict';
/* The script of the start-up scenario: says how old the process is at its first line, and ends without any exit work. */
const { user, system } = process.cpuUsage();
const wallMs = performance.now();
require('node:fs').writeSync(3, JSON.stringify({ wallMs, cpuMs: (user + system) / 1000 }));
process.reallyExit(0);
