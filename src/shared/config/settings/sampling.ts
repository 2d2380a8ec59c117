import type { SettingTable } from '../setting';

const NOT_YET = 'is not supported yet';

/** Settings of sampling, and of the propagation of context. */
export const SAMPLING_SETTINGS = {
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
    gone: { jaeger_remote: NOT_YET, parentbased_jaeger_remote: NOT_YET, xray: NOT_YET },
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
  OTEL_AGENT_SAMPLING_RULES: {
    kind: 'samplingRules',
    hints: true,
    unset: 'none',
    description:
      'Ordered rules in YAML or JSON, of which the first that matches a span decides: `[{match: {path: /healthz}, drop: true}, {match: {route: /search}, per_second: 5}]`. See docs/sampling.md.',
  },
  OTEL_AGENT_KEEP: {
    kind: 'keepRules',
    unset: 'nothing',
    description:
      'Traces that are kept with all spans of this process although they were not sampled: `errors,slow>800ms,slow>p99`. See docs/sampling.md. Not with OTEL_AGENT_LEAN=off.',
  },
  OTEL_AGENT_KEEP_MAX_BYTES: {
    kind: 'bytes',
    default: 8 * 1024 * 1024,
    description:
      'Most encoded bytes of requests under way that OTEL_AGENT_KEEP holds, for each exporter of traces. What newer spans overwrite is counted and reported.',
  },
  OTEL_AGENT_IGNORE_PATHS: {
    kind: 'globs',
    // Skips values such as `/healthz,/static/**`, which are correct.
    hints: /[^\w/*.,-]|(^|,)[^/]|\w\/(,|$)/,
    default: [],
    description:
      'Paths of incoming requests that are not traced, as globs: `/healthz,/static/**`. Spans below such a request are left out, too.',
    common: true,
  },
  OTEL_AGENT_IGNORE_OUTGOING: {
    kind: 'globs',
    hints: true,
    default: [],
    description:
      'Outgoing requests that are not traced, as globs on host and path: `telemetry.example.com,*/metrics`.',
  },
  OTEL_PROPAGATORS: {
    kind: 'words',
    words: ['tracecontext', 'baggage', 'b3', 'b3multi', 'jaeger', 'xray', 'ottrace'],
    // The name of upstream's Lambda layer for X-Ray's context of an invocation, which xray reads as well.
    alias: { 'xray-lambda': 'xray' },
    gone: { w3c: 'has "w3c", which is written tracecontext' },
    whole: { none: [] },
    default: ['tracecontext', 'baggage'],
    description: 'Header formats that carry trace context into and out of the process.',
    common: true,
  },
} as const satisfies SettingTable;
