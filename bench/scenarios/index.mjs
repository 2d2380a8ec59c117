import { startup } from './startup.mjs';
import { web } from './web.mjs';

/**
 * @typedef {{ key: string, unit: string, title: string, isAdded?: boolean }} Metric `isAdded`: what counts is the difference to bare
 * @typedef {{ title: string, runs: number, metrics: Metric[], prepare?: (context: object) => Promise<void>, measure: (context: object) => Promise<Record<string, number>> }} Scenario
 */

/** What is measured, by the names that `--only` takes. One call of `measure` is one process. @type {Record<string, Scenario>} */
export const SCENARIOS = {
  startup: startup('Start-up of an empty script', 15),
  hello: web('Express hello', { app: 'hello.cjs' }),
  'hello-pg': web('Express hello + 1 PostgreSQL query', { app: 'hello-pg.cjs' }),
};
