'use strict';

/**
 * Says over IPC on which port the server listens, and answers each message of the benchmark with the figures of this
 * process. 'gc' collects first (`--expose-gc`); what is no text is for the app.
 */
exports.report = server => {
  process.on('message', message => {
    if (typeof message !== 'string') return;
    if (message === 'end') process.exit();
    if (message === 'gc') for (let pass = 0; pass < 3; pass++) globalThis.gc();
    const { user, system } = process.cpuUsage();
    const main = process.threadCpuUsage();
    const { rss, heapUsed } = process.memoryUsage();
    process.send({ cpuUs: user + system, mainCpuUs: main.user + main.system, rss, heapUsed });
  });
  process.on('disconnect', () => process.exit());
  // Longer than any scenario leaves its connections idle.
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1', () =>
    process.send({ port: server.address().port, startMs: performance.now() }),
  );
};
