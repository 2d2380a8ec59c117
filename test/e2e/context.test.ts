import {
  exporterEnvironment,
  type SentSpan,
  startGrpcReceiver,
  type TestReceiver,
} from '../agent/lifecycle/receiver';
import { type ProgramRun, runProgram } from '../agent/lifecycle/run-program';
import { NODE_MAJORS, type NodeMajor } from '../nodes';
import { isLeftOut } from '../services/services';
import { sliced } from '../slice';
import { drawTraces, label } from './ancestry';
import { WAYS } from './context-ways';

/* Requests that all wait at once: each trace has its own spans, below the right ones, and nothing of another's. */

jest.setTimeout(120_000);

const COUNT = 100;
const ways = WAYS.filter(({ service }) => service === undefined || !isLeftOut(service));

const ROWS: { nodeMajor: NodeMajor; lean: string }[] = [
  ...NODE_MAJORS.map(nodeMajor => ({ nodeMajor, lean: 'on' })),
  { nodeMajor: 24, lean: 'off' },
];

sliced(describe).each(ROWS)('Node $nodeMajor, OTEL_AGENT_LEAN=$lean', ({ nodeMajor, lean }) => {
  let receiver: TestReceiver;
  let run: ProgramRun;
  let spans: readonly SentSpan[];
  beforeAll(async () => {
    receiver = await startGrpcReceiver();
    run = await runProgram({
      script: 'context/app.js',
      args: [String(COUNT), ways.map(({ name }) => name).join()],
      nodeMajor,
      env: {
        ...serverAddresses(),
        ...exporterEnvironment(receiver),
        OTEL_AGENT_LEAN: lean,
        OTEL_AGENT_DB_STATEMENT: 'raw',
        OTEL_BSP_MAX_QUEUE_SIZE: '1000000',
      },
    });
    const isRequest = ({ attributes, kind }: SentSpan) =>
      kind === 'server' && attributes['url.path'] !== '/downstream';
    await receiver.waitUntil(() => receiver.sentBy(run.id).filter(isRequest).length >= ways.length * COUNT);
    spans = receiver.sentBy(run.id);
  });
  afterAll(() => receiver.close());

  test('every request was answered', () => {
    expect(run).toMatchObject({ code: 0, stderr: '', said: [] });
    expect(run.stdout.trim().split('\n')).toEqual(ways.map(({ name }) => `${name} ${COUNT}`));
  });

  test.each(ways)('$name', ({ name, below }) => {
    const traces = tracesOf(spans, name);
    expect(traces.map(numberOf).sort((a, b) => a - b)).toEqual(Array.from({ length: COUNT }, (_, n) => n));
    const shape = ['client POST', '  server POST', ...below.map(line => `    ${line}`)];
    for (const trace of traces) {
      expect(drawByName(trace).filter(line => !CONNECTING.test(line))).toEqual(shape);
      expect(numbersIn(trace)).toEqual([numberOf(trace)]);
    }
  });

  test('what runs outside of requests belongs to none', () => {
    const background = spans.filter(({ name }) => name === 'background');
    expect(background.length).toBeGreaterThan(10);
    expect(background.filter(({ parentSpanId }) => parentSpanId !== '')).toEqual([]);
  });
});

/** Siblings by name, since many of them begin within the same microseconds. */
function drawByName(trace: readonly SentSpan[]): string[] {
  const name = (span: SentSpan) => label(span).replace(/\d{2,}/, '#');
  const sorted = [...trace].sort((a, b) => (name(a) < name(b) ? -1 : 1));
  return drawTraces(
    sorted.map((span, place) => ({ ...span, startTimeUnixNano: BigInt(place) })),
    name,
  );
}

/** Matches spans of connecting, which only requests without a connection have. */
const CONNECTING = /client pg\.connect$/;

/** The traces of the requests to one route. */
function tracesOf(spans: readonly SentSpan[], name: string): SentSpan[][] {
  const entries = spans.filter(
    ({ kind, attributes }) => kind === 'server' && attributes['url.path'] === `/${name}`,
  );
  const byTrace = new Map<string, SentSpan[]>();
  for (const span of spans) byTrace.set(span.traceId, [...(byTrace.get(span.traceId) ?? []), span]);
  return entries.map(({ traceId }) => byTrace.get(traceId)!);
}

/** The number of the request that a trace is of. */
function numberOf(trace: readonly SentSpan[]): number {
  const entry = trace.find(
    ({ kind, attributes }) => kind === 'server' && attributes['http.request.method'] === 'POST',
  );
  return Number(/n-(\d+)/.exec(String(entry?.attributes['url.query']))?.[1]);
}

/** All numbers of requests that the attributes of a trace mention: in URLs, statements, marks. */
function numbersIn(trace: readonly SentSpan[]): number[] {
  const texts = trace.flatMap(({ attributes }) => Object.values(attributes).map(String));
  const found = texts.flatMap(text => [...text.matchAll(/\bn-(\d+)/g)]);
  return [...new Set(found.map(match => Number(match[1])))];
}

function serverAddresses(): Record<string, string> {
  const urls = Object.entries(process.env).filter(([name]) => /^TEST_\w+_URL$/.test(name));
  return Object.fromEntries(urls) as Record<string, string>;
}
