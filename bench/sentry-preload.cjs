'use strict';
const Sentry = require(process.env.BENCH_SENTRY);

Sentry.init({ dsn: process.env.SENTRY_DSN, tracesSampleRate: 1 });
