import type { Decision, ProcessFacts } from '../facts';
import { scriptPackage } from './script-package';

/**
 * Instruments workers that run the app's code, not those in which a library does its own work. A worker's script in
 * node_modules is a library's, except in pools that run the functions they are given.
 */
export function workerRule({ thread, script }: ProcessFacts): Decision | undefined {
  if (thread.kind !== 'worker') return undefined;
  if (isThreadStream(thread.workerData)) return no('this worker writes the logs of pino (thread-stream)');
  if (script === undefined) return undefined;
  if (script === 'data:') return no('a worker made from a data: URL serves a library');
  const owner = scriptPackage(script);
  if (owner === undefined || RUN_THE_APP.indexOf(owner.name) >= 0) return undefined;
  return no(`this worker serves ${owner.name}`);
}

const RUN_THE_APP = [
  'piscina',
  'workerpool',
  'poolifier',
  'bullmq',
  'bree',
  'threads',
  'node-worker-threads-pool',
  'microjob',
  'web-worker',
  'tsx',
  'ts-node',
  'pm2',
  'next',
  'aws-lambda-ric',
];

/**
 * Recognises pino's worker by its data, so that a bundled one counts as well (thread-stream `index.js`, createWorker).
 */
function isThreadStream(workerData: unknown): boolean {
  const { workerData: inner } = Object(workerData) as { workerData?: unknown };
  const { $context } = Object(inner) as { $context?: unknown };
  return (Object($context) as { threadStreamVersion?: unknown }).threadStreamVersion !== undefined;
}

function no(reason: string): Decision {
  return { instrument: false, reason };
}
