import { cold } from './cold.mjs';
import { end } from './end.mjs';
import { exportOfSpans } from './export.mjs';
import { growth } from './growth.mjs';
import { idle } from './idle.mjs';
import { CLIENT_PATHS, FRAMEWORK_PATHS, libraries } from './libraries.mjs';
import { loadModules } from './load-modules.mjs';
import { memory } from './memory.mjs';
import { startup } from './startup.mjs';
import { web } from './web.mjs';
import { workers } from './workers.mjs';

/**
 * @typedef {{ key: string, unit: string, title: string, isAdded?: boolean, hasFloor?: boolean }} Metric `isAdded`: what counts is the difference to bare; `hasFloor`: and how far it is from the floor's
 * @typedef {{ title: string, runs: number, metrics: Metric[], agents?: 'main' | 'otlp', isStart?: boolean, prepare?: (context: object) => Promise<void>, measure: (context: object) => Promise<Record<string, number>> }} Scenario
 * `agents`: only that group; `isStart`: what agents keep on disk for later starts matters; `prepare` lets one keep more of it than a bare start does.
 */

/** Scenarios, by the names that `--only` takes. One call of `measure` is one process. @type {Record<string, Scenario>} */
export const SCENARIOS = {
  startup: startup('Start-up of an empty script', {
    app: 'startup.cjs',
    runs: 15,
    until: 'until the first line',
  }),
  tool: startup('Start-up of a tool that is to be left alone (npm)', {
    app: 'npm-cli.cjs',
    runs: 15,
    until: 'until the first line',
  }),
  listen: startup('Start-up of an Express + pg + ioredis app', {
    app: 'listen.cjs',
    runs: 8,
    until: 'until it listens',
  }),
  function: startup('Start-up of a function, Express hello', {
    app: 'function.cjs',
    runs: 15,
    until: 'until the first answer',
  }),
  'cold-hello': cold('The first requests of a process, Express hello', { app: 'hello.cjs' }),
  'cold-pg': cold('The first requests of a process, Express hello + 1 PostgreSQL query', {
    app: 'hello-pg.cjs',
  }),
  workers: workers('A worker thread from its start to its end', { runs: 9 }),
  'load-commonjs': loadModules('Loading 1,600 CommonJS modules', {
    app: 'load-commonjs.cjs',
    count: 1600,
    extension: 'cjs',
    runs: 40, // The effect is smaller than the difference between two processes.
  }),
  'load-mixed': loadModules('Loading 1,600 CommonJS modules by an app that has an import()', {
    app: 'load-es.cjs',
    count: 1600,
    extension: 'cjs',
    runs: 8,
  }),
  'load-es': loadModules('Loading 1,000 ES modules', {
    app: 'load-es.cjs',
    count: 1000,
    extension: 'mjs',
    runs: 8,
  }),
  hello: web('Express hello', { app: 'hello.cjs' }),
  'hello-memory': memory('Express hello, over connections in memory', {
    app: 'hello-memory.cjs',
    runs: 5,
    paths: ['/hello/name'],
    warmUp: 60_000,
    requests: 20_000,
  }),
  'hello-pg': web('Express hello + 1 PostgreSQL query', { app: 'hello-pg.cjs' }),
  json: web('JSON API with 3 PostgreSQL queries', {
    app: 'json.cjs',
    warmUp: 15_000,
    requests: 4000,
    agents: 'main',
  }),
  'fan-out': web('Fan-out of 2 fetches', {
    app: 'fan-out.cjs',
    warmUp: 15_000,
    requests: 4000,
    agents: 'main',
  }),
  idle: idle('Idle server with 100 kept connections', { runs: 3 }),
  'end-up': end('End of a finished script, Collector up', { isCollectorUp: true, runs: 5 }),
  'end-down': end('End of a finished script, Collector down', { isCollectorUp: false, runs: 3 }),
  export: exportOfSpans('Making and exporting 1,000 spans of ten attributes', { runs: 3 }),
  concurrency: growth('CPU per request as concurrency grows, Express hello', {
    app: 'hello.cjs',
    runs: 3,
    points: [1, 4, 16, 64, 256].map(connections => ({
      name: `${connections} at once`,
      connections,
      paths: ['/hello/name'],
      requests: 4000,
    })),
  }),
  frameworks: libraries(
    'CPU per request by the framework that answers it, or the call that it makes within its process',
    {
      app: 'libraries/frameworks.cjs',
      paths: FRAMEWORK_PATHS,
    },
  ),
  clients: libraries('CPU per request by the client that it makes one call with, on plain HTTP', {
    app: 'libraries/clients.cjs',
    paths: CLIENT_PATHS,
  }),
  'trace-size': growth('CPU per request as traces grow, one PostgreSQL query a span', {
    app: 'queries.cjs',
    runs: 3,
    points: [2, 10, 50, 200].map(spans => ({
      name: `${spans} spans`,
      connections: 10,
      paths: [`/queries/${spans - 1}`],
      requests: Math.ceil(8000 / (spans + 5)),
    })),
  }),
};
