import path from 'node:path';
import { SUITES } from '../hosts/hosts';
import { runHost, type Verdicts } from '../hosts/run-host';
import { openSuite } from '../hosts/suites';

/** Suites of ours with tests whose names begin with a case's id: they pass alone, so they have to pass under the agent. */
const CASES: readonly (readonly [id: string, title: string, ...suites: string[]])[] = [
  ['H1', 'errors of queries without a callback reach the app', 'mysql', 'mysql2'],
  ['H2', 'statements of any type are judged by the driver', 'mysql', 'mysql2'],
  ['H3', 'apps, servers and objects are mounted', 'connect'],
  ['H4', 'plugins, routes and extensions stay as they were given, with their `this`', 'hapi'],
  ['H5', 'the context value may be anything', 'graphql', 'graphql with its resolvers'],
  ['H6', 'middleware that is no function is refused by koa', 'koa', 'koa with its middleware'],
  ['H7', 'handlers keep their name, arity and kind', 'restify'],
  ['H8', 'responses need not be emitters', 'router', 'connect'],
  ['H9', 'transports are counted, and classes named, as they were made', 'winston', 'dataloader'],
];

const runs = new Map<string, Promise<Verdicts>>();

/** Runs a suite once for all cases that look at it. */
function verdictsOf(name: string): Promise<Verdicts> {
  const known = runs.get(name);
  if (known !== undefined) return known;
  const run = runSuite(name);
  runs.set(name, run);
  return run;
}

async function runSuite(name: string): Promise<Verdicts> {
  const { PATH = '', HOME = '' } = process.env;
  const bareEnv = {
    PATH,
    HOME,
    OTEL_TRACES_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'none',
    OTEL_LOG_LEVEL: 'none',
  };
  const preload = path.join(__dirname, '..', '..', 'dist', 'preload.js');
  const suite = await openSuite(SUITES.find(host => host.name === name)!, process.execPath);
  try {
    const tracedEnv = { ...bareEnv, NODE_OPTIONS: `--require ${preload}` };
    return await runHost(suite, { bareEnv, tracedEnv, bareRuns: 1 });
  } finally {
    await suite.close();
  }
}

test.each(CASES)(
  '%s: %s',
  async (id, _title, ...suites) => {
    for (const name of suites) {
      const verdicts = [...(await verdictsOf(name)).values()].flatMap(byTest => [...byTest]);
      const ofCase = verdicts.filter(([test]) => test.includes(`${id}: `));
      expect(ofCase.length).toBeGreaterThan(0);
      expect(ofCase.filter(([, verdict]) => verdict !== 'passed')).toEqual([]);
    }
  },
  600_000,
);
