import { heeds } from '../heeds';
import type { CatalogueRow, InstrumentationSettings } from '../row';

/** Logs, clouds, built-ins of Node, the process itself, and libraries of any other kind. */
export const OTHERS: readonly CatalogueRow[] = [
  { name: 'pino', chunk: 'logging', options: logs },
  {
    name: 'bunyan',
    chunk: 'logging',
    targets: [{ module: 'bunyan', versions: ['>=2 <3'] }],
    options: logs,
  },
  { name: 'winston', chunk: 'logging', options: logs },

  {
    name: 'aws-sdk',
    chunk: 'aws',
    leanKind: 'other',
    options: ({ redactQuery, rawStatements }) => ({ redactQuery, rawStatements }),
    lean: heeds(
      'redactQuery',
      'rawStatements',
      'suppressInternalInstrumentation',
      'sqsExtractContextPropagationFromPayload',
    ),
  },
  {
    name: 'aws-lambda',
    chunk: 'aws',
    leanKind: 'functions',
    trigger: 'lambda',
    options: ({ functions, captureHeaders, redactQuery }) => ({
      functions,
      captureHeaders: captureHeaders.server,
      redactQuery,
    }),
    lean: heeds(
      'functions',
      'captureHeaders',
      'redactQuery',
      'lambdaHandler',
      'lambdaStartTime',
      'useGlobalPropagatorForSqsExtraction',
    ),
  },

  {
    name: 'google-functions',
    isOwn: true,
    leanKind: 'functions',
    targets: [
      {
        module: '@google-cloud/functions-framework',
        versions: ['>=3 <6'],
        files: ['build/src/server.js', 'build/src/function_wrappers.js'],
      },
    ],
    options: ({ functions }) => ({ functions }),
    lean: heeds('functions'),
  },

  {
    name: 'azure-functions',
    isOwn: true,
    leanKind: 'functions',
    targets: [{ module: '@azure/functions', versions: ['>=4 <5'] }],
    options: ({ functions, redactQuery }) => ({ functions, redactQuery }),
    lean: heeds('functions', 'redactQuery'),
  },

  { name: 'dataloader', chunk: 'other' },
  { name: 'generic-pool', chunk: 'other' },
  { name: 'lru-memoizer', chunk: 'other' },
  { name: 'cucumber', chunk: 'other' },

  {
    name: 'dns',
    chunk: 'other',
  },
  { name: 'net', chunk: 'other' },
  { name: 'fs', chunk: 'other' },
  { name: 'runtime-node', chunk: 'runtime', trigger: 'running', onlyMetrics: true },
  {
    name: 'host-metrics',
    chunk: 'host',
    trigger: 'running',
    onlyMetrics: true,
  },
];

function logs(settings: InstrumentationSettings) {
  return { disableLogSending: !settings.sendLogs };
}
