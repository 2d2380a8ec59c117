import type { SettingTable } from '../setting';

const notYet = 'is not supported yet';

/** Which traces are kept, and how their context travels. */
export const samplingSettings = {
  OTEL_TRACES_SAMPLER: {
    kind: 'word',
    words: [
      'always_on',
      'always_off',
      'traceidratio',
      'parentbased_always_on',
      'parentbased_always_off',
      'parentbased_traceidratio',
    ],
    gone: { jaeger_remote: notYet, parentbased_jaeger_remote: notYet, xray: notYet },
    default: 'parentbased_always_on',
    description: 'Decides which traces are recorded.',
    common: true,
  },
  OTEL_TRACES_SAMPLER_ARG: {
    kind: 'text',
    unset: '1',
    description: 'Ratio of traces that the traceidratio samplers keep, 0 to 1.',
    common: true,
  },
  OTEL_AGENT_IGNORE_PATHS: {
    kind: 'list',
    default: [],
    description:
      'Paths of incoming requests that are not traced, as globs: `/healthz,/static/**`. Everything below such a request goes too.',
    common: true,
  },
  OTEL_AGENT_IGNORE_OUTGOING: {
    kind: 'list',
    default: [],
    description:
      'Outgoing requests that are not traced, as globs on host and path: `telemetry.example.com,*/metrics`.',
  },
  OTEL_PROPAGATORS: {
    kind: 'words',
    words: ['tracecontext', 'baggage', 'b3', 'b3multi', 'jaeger', 'xray', 'ottrace'],
    whole: { none: [] },
    default: ['tracecontext', 'baggage'],
    description: 'Header formats that carry trace context into and out of the process.',
    common: true,
  },
} as const satisfies SettingTable;
