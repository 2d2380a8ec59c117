import { runProgram } from '../../lifecycle/run-program';
import { sound } from './sound';
import { tracedRun } from './traced-run';

const SCRIPT = 'instrument/lean/edges.cjs';
const options = (http: object) => ({ OTEL_AGENT_INSTRUMENTATION_OPTIONS: JSON.stringify({ http }) });

describe('options of the HTTP instrumentation mean what they mean to upstream', () => {
  test.each<[string, Record<string, string>]>([
    ['no incoming requests', options({ disableIncomingRequestInstrumentation: true })],
    ['no outgoing requests', options({ disableOutgoingRequestInstrumentation: true })],
    ['incoming requests of traced callers only', options({ requireParentforIncomingSpans: true })],
    ['outgoing requests below spans only', options({ requireParentforOutgoingSpans: true })],
    ['parameters to hide', options({ redactedQueryParams: ['a'], redactedQueryParamsServer: ['b', 'code'] })],
    ['nothing to hide', options({ redactedQueryParams: [], redactedQueryParamsServer: [] })],
    [
      'headers',
      {
        OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_REQUEST_HEADERS: 'X-One,user-agent,none',
        OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_RESPONSE_HEADERS: 'location',
        OTEL_INSTRUMENTATION_HTTP_CLIENT_CAPTURE_REQUEST_HEADERS: 'x-one,connection',
        OTEL_INSTRUMENTATION_HTTP_CLIENT_CAPTURE_RESPONSE_HEADERS: 'Location,connection,x-none',
      },
    ],
    [
      'headers as an option',
      options({ headersToSpanAttributes: { server: { requestHeaders: ['user-agent'] } } }),
    ],
    ['paths to ignore', { OTEL_AGENT_IGNORE_PATHS: '/plain,/echo' }],
    ['hosts and paths to ignore', { OTEL_AGENT_IGNORE_OUTGOING: '127.0.0.1/plain' }],
  ])('%s', async (_name, env) => {
    const lean = await tracedRun({ script: SCRIPT, env });
    const upstream = await tracedRun({ script: SCRIPT, env: { ...env, OTEL_AGENT_LEAN: 'off' } });
    expect(lean.spans.length).toBeGreaterThan(10);
    expect(sound(lean.spans)).toEqual(sound(upstream.spans));
  });

  test.each<[string, Record<string, string>, boolean]>([
    ['a known one', options({ redactedQueryParams: [] }), false],
    ['another', options({ enableSyntheticSourceDetection: true }), true],
    [
      'another by its own variable',
      { OTEL_INSTRUMENTATION_HTTP_ENABLE_SYNTHETIC_SOURCE_DETECTION: 'true' },
      true,
    ],
  ])("%s: is upstream's loaded?", async (_name, given, isUpstreams) => {
    const env = { ...given, OTEL_TRACES_EXPORTER: 'none', OTEL_LOG_LEVEL: 'debug' };
    const { said } = await runProgram({ script: SCRIPT, env });
    expect(said.some(line => line.includes("instrumentation http is upstream's"))).toBe(isUpstreams);
  });
});
