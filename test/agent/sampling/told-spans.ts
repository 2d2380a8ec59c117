import { runProgram } from '../lifecycle/run-program';

/** Span as OTLP JSON has it. */
export interface ToldSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly traceState?: string;
  readonly name: string;
  readonly kind: number;
  readonly flags: number;
  readonly status: { readonly code?: number };
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Runs test/fixtures/sampling/requests.js, and reads its spans from its output. */
export async function runRequests(paths: readonly string[], env: Readonly<Record<string, string>>) {
  const run = await runProgram({
    script: 'sampling/requests.js',
    args: paths,
    env: {
      OTEL_TRACES_EXPORTER: 'otlp/stdout',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_AGENT_BANNER: 'off',
      ...env,
    },
  });
  if (run.code !== 0) throw new Error(`ended with ${run.signal ?? run.code}\n${run.rawStderr}`);
  const lines = run.stdout.split('\n').filter(line => line !== '');
  return {
    spans: plainSpans(run.stdout),
    printed: lines.filter(line => !line.startsWith('{')),
    said: run.said,
  };
}

/** Spans among the lines that a program has printed. */
export function plainSpans(stdout: string): ToldSpan[] {
  const lines = stdout.split('\n');
  return lines.filter(line => line.startsWith('{')).flatMap(spansOf);
}

function spansOf(line: string): ToldSpan[] {
  const { resourceSpans } = JSON.parse(line);
  return resourceSpans.flatMap((resource: { scopeSpans: { spans: Encoded[] }[] }) =>
    resource.scopeSpans.flatMap(({ spans }) => spans.map(plain)),
  );
}

type Encoded = Omit<ToldSpan, 'attributes'> & {
  readonly attributes: readonly { readonly key: string; readonly value: Record<string, unknown> }[];
};

function plain(span: Encoded): ToldSpan {
  const pairs = span.attributes.map(({ key, value }) => [key, Object.values(value)[0]]);
  return { ...span, attributes: Object.fromEntries(pairs) };
}

/** `server /fail`, for a span of a request. */
export function described({ kind, attributes }: ToldSpan): string {
  const path = attributes['url.path'] ?? String(attributes['url.full']).replace(/^https?:\/\/[^/]+/, '');
  return `${kind === 2 ? 'server' : 'client'} ${path}`;
}
