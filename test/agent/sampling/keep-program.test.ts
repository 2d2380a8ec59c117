import { described, runRequests } from './told-spans';

const NOTHING_SAMPLED = { OTEL_TRACES_SAMPLER: 'parentbased_always_off' };
const PATHS = ['/', '/fail', '/slow', '/fail/again', '/other'];

test('keeps requests that fail or are slow with all their local spans, and nothing else', async () => {
  const { spans, printed } = await runRequests(PATHS, {
    ...NOTHING_SAMPLED,
    OTEL_AGENT_KEEP: 'errors,slow>1000ms',
    PRINT_HEADERS: 'yes',
  });
  expect(
    spans.map(span => `${described(span)} ${span.attributes['otel_agent.kept.reason'] ?? ''}`).sort(),
  ).toEqual([
    'client /inner/fail ',
    'client /inner/fail/again ',
    'client /inner/slow ',
    'server /fail error',
    'server /fail/again error',
    'server /slow slow>1000ms',
  ]);
  expect(spans.every(({ attributes }) => attributes['otel_agent.kept'] === true)).toBe(true);
  const clients = spans.filter(({ kind }) => kind === 3);
  for (const client of clients)
    expect(spans.map(({ spanId, traceId }) => `${traceId} ${spanId}`)).toContain(
      `${client.traceId} ${client.parentSpanId}`,
    );
  // Called services see that the trace is not sampled, and the right parent.
  expect(printed.map(line => line.split('-').at(-1)!.trim())).toEqual(PATHS.map(() => '00'));
  const called = printed.map(line => line.split(/[ -]/)[3]);
  expect(clients.every(({ spanId }) => called.includes(spanId))).toBe(true);
});

test('a called service with this setting keeps its part by its own judgement', async () => {
  const traceparent = 'traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
  const { spans } = await runRequests(['/', '/fail'], {
    ...NOTHING_SAMPLED,
    OTEL_AGENT_KEEP: 'errors',
    HEADERS: `${traceparent};tracestate: ot=th:fd70a,other=1`,
  });
  expect(spans.map(described).sort()).toEqual(['client /inner/fail', 'server /fail']);
  const server = spans.find(({ kind }) => kind === 2)!;
  expect(server).toMatchObject({
    traceId: '0af7651916cd43dd8448eb211c80319c',
    parentSpanId: 'b7ad6b7169203331',
    traceState: 'other=1',
  });
});

test('sampled traces are as ever, with a threshold; dropped and ignored ones are not kept', async () => {
  const { spans } = await runRequests(['/', '/fail', '/fail/ignored', '/fail/dropped'], {
    OTEL_AGENT_KEEP: 'errors',
    OTEL_AGENT_IGNORE_PATHS: '**/ignored',
    OTEL_AGENT_SAMPLING_RULES:
      '[{match: {path: "**/dropped"}, drop: true}, {match: {path: /}, ratio: 1}, {ratio: 0}]',
  });
  expect(
    spans.map(span => `${described(span)} ${span.traceState} ${span.attributes['otel_agent.kept']}`).sort(),
  ).toEqual(
    [
      'client / ot=th:0 undefined',
      'client /inner/ ot=th:0 undefined',
      'client /inner/fail undefined true',
      'server / ot=th:0 undefined',
      'server /fail undefined true',
      'server /inner/ ot=th:0 undefined',
    ].filter(line => !line.startsWith('client / ')),
  );
});

test('slow>p99 learns how long a route takes', async () => {
  const paths = [...Array<string>(140).fill('/quick'), '/slow/once'];
  const { spans } = await runRequests(paths, { ...NOTHING_SAMPLED, OTEL_AGENT_KEEP: 'slow>p99' });
  const kept = spans.filter(({ kind }) => kind === 2);
  expect(kept.map(described)).toContain('server /slow/once');
  expect(
    kept.find(span => described(span) === 'server /slow/once')!.attributes['otel_agent.kept.reason'],
  ).toBe('slow>p99');
  expect(kept.filter(span => described(span) !== 'server /slow/once').length).toBeLessThan(20);
});

test('what the memory cannot hold is counted and reported, and the rest is sent', async () => {
  const { spans, said } = await runRequests(['/fail'], {
    ...NOTHING_SAMPLED,
    OTEL_AGENT_KEEP: 'errors',
    OTEL_AGENT_KEEP_MAX_BYTES: '200',
  });
  expect(spans.map(described)).toEqual(['server /fail']);
  expect(said).toContain('otel-agent: 1 spans for stdout dropped, the memory of OTEL_AGENT_KEEP was full');
});

test('a bad entry is named, and the others count', async () => {
  const { spans, said } = await runRequests(['/fail'], {
    ...NOTHING_SAMPLED,
    OTEL_AGENT_KEEP: 'eror,errors',
  });
  expect(spans).toHaveLength(2);
  expect(said).toEqual([
    'otel-agent: OTEL_AGENT_KEEP=eror,errors (environment) has entry 1, which is "eror", not errors, slow>800ms or slow>p99 (did you mean errors?); using errors',
  ]);
});
