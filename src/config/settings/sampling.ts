import { setting } from '../setting';
import { listOf, oneOf, text, textList } from '../types';

const notYet = 'is not supported yet';

/** Which traces are kept, and how their context travels. */
export const samplingSettings = {
  OTEL_TRACES_SAMPLER: setting({
    type: oneOf(
      [
        'always_on',
        'always_off',
        'traceidratio',
        'parentbased_always_on',
        'parentbased_always_off',
        'parentbased_traceidratio',
      ],
      { gone: { jaeger_remote: notYet, parentbased_jaeger_remote: notYet, xray: notYet } },
    ),
    default: 'parentbased_always_on',
    description: 'Decides which traces are recorded.',
    common: true,
  }),
  OTEL_TRACES_SAMPLER_ARG: setting({
    type: text,
    default: undefined,
    unset: '1',
    description: 'Ratio of traces that the traceidratio samplers keep, 0 to 1.',
    common: true,
  }),
  OTEL_AGENT_IGNORE_PATHS: setting({
    type: textList,
    default: [],
    description:
      'Paths of incoming requests that are not traced, as globs: `/healthz,/static/**`. Everything below such a request goes too.',
    common: true,
  }),
  OTEL_AGENT_IGNORE_OUTGOING: setting({
    type: textList,
    default: [],
    description:
      'Outgoing requests that are not traced, as globs on host and path: `telemetry.example.com,*/metrics`.',
  }),
  OTEL_PROPAGATORS: setting({
    type: listOf(['tracecontext', 'baggage', 'b3', 'b3multi', 'jaeger', 'xray', 'ottrace'], {
      whole: { none: [] },
    }),
    default: ['tracecontext', 'baggage'],
    description: 'Header formats that carry trace context into and out of the process.',
    common: true,
  }),
};
