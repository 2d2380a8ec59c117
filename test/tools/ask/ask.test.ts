import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { traceIdOf } from '../../viewer/receiver/make-traces';
import { type ListeningView, startListeningView } from '../../viewer/receiver/start-view';
import { runCli } from '../cli/run-cli';
import { FAILED_TRACE, SLOW_TRACE, shopLines, writeShop } from './shop-telemetry';

jest.setTimeout(60_000);

let folder: string;
let shop: string;
let viewer: ListeningView;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'ask-'));
  shop = path.join(folder, 'shop.jsonl');
  writeShop(shop);
  viewer = await startListeningView(shop);
});
afterAll(() => {
  viewer.child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** A running viewer, or a file: both have to give the same answers. */
const source = (kind: string) => (kind === 'a viewer' ? ['--url', viewer.url] : ['--file', shop]);

describe.each(['a viewer', 'a file'])('of %s', kind => {
  const ask = (...words: string[]) => runCli(['ask', ...words, ...source(kind)]);
  const answer = async (...words: string[]) => {
    const { code, stdout } = await ask(...words, '--json');
    return { code, ...JSON.parse(stdout) };
  };

  test('services: who answers how many requests, and calls whom', async () => {
    const { code, stdout } = await ask('services');
    expect(code).toBe(0);
    expect(stdout.replace(/ +/g, ' ')).toMatch(/^payment 30 requests no errors p50/);
    expect(stdout.replace(/ +/g, ' ')).toMatch(/storefront 30 requests 6.7% errors .*\n → payment 30 calls/);
    const { services, window } = await answer('services', '--service', 'payment');
    expect(window).toEqual({
      since: expect.stringMatching(/^2026-01-01T00:00:0/),
      until: expect.any(String),
    });
    expect(services).toEqual([
      {
        service: 'payment',
        requests: 30,
        perSecond: expect.any(Number),
        errors: 0,
        p50Ms: 22,
        p95Ms: 912,
        p99Ms: 912,
        calls: [{ to: 'payment-gateway', type: 'external', calls: 30, errors: 0, p95Ms: 900 }],
        state: expect.objectContaining({
          arrived: { spans: 60, logs: expect.any(Number), dataPoints: 0 },
          processes: 1,
          health: null,
          libraries: null,
        }),
      },
    ]);
  });

  test('slow: the operation, and the span that makes the difference', async () => {
    const { code, stdout } = await ask('slow', '--limit', '1');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^POST \/checkout storefront {2}30 requests, 6.7% errors, p50 40.0 ms, p95 930 ms/,
    );
    expect(stdout).toMatch(/100% of the extra time \(\+890 ms\) is POST payment-gateway payment\n/);
    expect(stdout).toContain(`otel-agent ask trace ${traceIdOf('1027')} ${source(kind).join(' ')}\n`);
    const { operations } = await answer('slow', 'POST', '/checkout');
    expect(operations).toHaveLength(1);
    expect(operations[0]).toMatchObject({ service: 'storefront', operation: 'POST /checkout', p95Ms: 930 });
    expect(operations[0].comparison).toMatchObject({ slowMs: 930, typicalMs: 40 });
    expect(operations[0].comparison.causes[0]).toMatchObject({
      service: 'payment',
      step: 'POST payment-gateway',
      share: 1,
    });
    expect(operations[0].examples).toContain(traceIdOf(SLOW_TRACE));
  });

  test('errors: groups by where the failure began', async () => {
    const { stdout } = await ask('errors');
    expect(stdout).toMatch(
      /^2 failed traces, 1 root cause\n\n2 × no table stock\n {2}began in SELECT stock storefront/,
    );
    const { groups, total } = await answer('errors');
    expect(total).toBe(1);
    expect(groups[0]).toMatchObject({
      ...{ count: 2, service: 'storefront', operation: 'SELECT stock', type: 'DatabaseError' },
      ...{ message: 'no table stock', doing: 'SELECT * FROM stock', handled: 0 },
      reached: [{ service: 'storefront', operation: 'POST /checkout', count: 2 }],
    });
    expect(groups[0].examples[0].traceId).toBe(traceIdOf(FAILED_TRACE));
  });

  test('traces: by the query language of the page', async () => {
    const { code, total, traces } = await answer('traces', 'name = "POST /checkout" and duration > 500ms');
    expect([code, total]).toEqual([0, 3]);
    expect(traces[0]).toEqual({
      traceId: traceIdOf('1027'),
      startedAt: '2026-01-01T00:00:27.000Z',
      durationMs: 930,
      spans: 5,
      errors: 0,
      service: 'storefront',
      operation: 'POST /checkout',
      services: ['payment', 'storefront'],
    });
    const { stdout } = await ask('traces', '--limit', '2');
    expect(stdout.trimEnd().split('\n')).toHaveLength(3);
    expect(stdout).toContain('… and 28 more traces (--limit)');
  });

  test('trace: the tree with its logs', async () => {
    const { stdout } = await ask('trace', SLOW_TRACE);
    expect(stdout).toMatch(/^trace 0+1007 /);
    expect(stdout).toMatch(/└─ POST payment-gateway +◆ +900 ms/);
    expect(stdout).toMatch(/logs\n +0.00 ms {2}payment {2}\S* {2}the gateway is slow/);
    const tree = await answer('trace', SLOW_TRACE);
    expect(tree.slowestPath.at(-1)).toEqual({
      ...{ service: 'payment', step: 'POST payment-gateway', spans: 1, ownMs: 900, totalMs: 900 },
    });
    expect(tree.spans).toHaveLength(5);
    expect(tree.logs).toMatchObject([
      { service: 'payment', body: 'the gateway is slow', attributes: { 'order.id': 7 } },
    ]);
  });

  test('logs: by severity, text and attributes, nothing in them that a terminal obeys', async () => {
    const { logs } = await answer('logs', 'severity >= warn');
    expect(logs).toEqual([
      {
        ...{
          at: '2026-01-01T00:00:07.000Z',
          service: 'payment',
          severity: 'warn',
          body: 'the gateway is slow',
        },
        ...{ attributes: { 'order.id': 7 }, traceId: traceIdOf(SLOW_TRACE), spanId: 'c'.padStart(16, '0') },
      },
    ]);
    const { stdout } = await ask('logs', 'charged');
    expect(stdout).not.toContain('\u001b');
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(stdout).toContain('order.id=8');
  });

  test('nothing found is 1, --since leaves out what is older', async () => {
    expect((await ask('traces', 'name = nothing')).code).toBe(1);
    expect((await ask('logs', 'severity = fatal')).code).toBe(1);
    expect((await ask('trace', 'abc')).code).toBe(1);
    expect((await answer('traces', '--since', '4s')).total).toBe(4);
    expect((await answer('traces', '--since', '2026-01-01T00:00:28Z')).total).toBe(2);
  });

  test('a query that cannot be read is told in the words of the page, and is 3', async () => {
    expect(await ask('traces', '(')).toMatchObject({
      ...{ code: 3, stdout: '' },
      stderr: expect.stringMatching(/otel-agent ask: a \( is not closed\n$/),
    });
  });
});

describe('checks for CI', () => {
  const check = (...words: string[]) => runCli(['ask', ...words, '--file', shop]);

  test('budgets: kept is 0, missed is 1, with a JUnit file', async () => {
    expect(await check('slow', '--budget', 'POST /checkout p50 < 50ms')).toMatchObject({ code: 0 });
    const junit = path.join(folder, 'budgets.xml');
    const budgets = ['POST /checkout p95 < 300ms', 'POST /checkout errors <= 10%', 'GET /<none> p95 < 1s'];
    const { code, stdout } = await check(
      'slow',
      ...budgets.flatMap(each => ['--budget', each]),
      '--junit',
      junit,
    );
    expect(code).toBe(1);
    expect(stdout.split('\n').slice(0, 3)).toEqual([
      'missed  POST /checkout p95 < 300ms  p95 is 930 ms of 30 requests (storefront)',
      'kept    POST /checkout errors <= 10%  errors is 6.67% of 30 requests (storefront)',
      'missed  GET /<none> p95 < 1s  no request of GET /<none> ',
    ]);
    const xml = readFileSync(junit, 'utf8');
    expect(xml).toContain('<testsuite name="otel-agent budgets" tests="3" failures="2">');
    expect(xml).toContain('<testcase classname="storefront" name="POST /checkout errors &#60;= 10%"/>');
    expect(xml).toContain('<failure message="no request of GET /&#60;none&#62;"/>');
  });

  test('--fail-if-any: 1 with errors, 0 without', async () => {
    const junit = path.join(folder, 'errors.xml');
    expect((await check('errors', '--fail-if-any', '--junit', junit)).code).toBe(1);
    expect(readFileSync(junit, 'utf8')).toContain('<failure message="2 × no table stock"/>');
    expect(await check('errors', '--fail-if-any', '--service', 'payment')).toMatchObject({
      ...{ code: 0, stdout: 'Nothing has failed.\n' },
    });
  });

  test.each([
    [['POST /checkout is fast'], 'write OPERATION p50|p95|p99|max|errors < VALUE'],
    [['POST /checkout p95 < fast'], 'fast is no duration'],
    [['POST /checkout p95 < 1'], '1 is no duration; write 500ms, 1.5s or 2m'],
    [['POST /checkout errors < 1s'], 'errors go with a share'],
  ])('a budget that cannot be read is 3: %j', async ([budget], sentence) => {
    const { code, stderr } = await check('slow', '--budget', budget!);
    expect(code).toBe(3);
    expect(stderr).toContain(sentence);
  });
});

test.each([
  [[], 'ask one of services, slow, errors, traces, trace, logs, metrics, profile'],
  [['slwo'], 'there is no question slwo; did you mean slow?'],
  [
    ['why'],
    'there is no question why; ask one of services, slow, errors, traces, trace, logs, metrics, profile',
  ],
  [
    ['bogus'],
    'there is no question bogus; ask one of services, slow, errors, traces, trace, logs, metrics, profile',
  ],
  [['errors', '--follow'], '--follow goes with ask traces and ask logs'],
  [['traces', '--budget', 'x'], '--budget goes with ask slow'],
  [['slow', '--fail-if-any'], '--fail-if-any goes with ask errors'],
  [['errors', '--junit', 'x'], '--junit goes with --budget or --fail-if-any'],
  [['logs', '--follow', '--file', 'x'], '--follow goes with a running viewer, not with --file'],
  [['logs', '--limit', '0'], '--limit must be 1 or more'],
])('a wrong command line is 2: ask %j', async (words, sentence) => {
  expect(await runCli(['ask', ...words])).toMatchObject({ code: 2, stderr: `otel-agent: ${sentence}\n` });
});

test('no viewer, no file and no time are 3, and say what to do', async () => {
  const nobody = await runCli(['ask', 'slow', '--url', '127.0.0.1:1']);
  expect(nobody).toMatchObject({ code: 3, stderr: expect.stringContaining('start `otel-agent view`') });
  const noFile = await runCli(['ask', 'slow', '--file', path.join(folder, 'none.jsonl')]);
  expect(noFile).toMatchObject({ code: 3, stderr: expect.stringContaining('none.jsonl') });
  const noTime = await runCli(['ask', 'slow', '--file', shop, '--since', 'lately']);
  expect(noTime).toMatchObject({ code: 3, stderr: expect.stringContaining('--since lately is no time') });
});

test('--follow writes what arrives from then on, a line each, until it is stopped', async () => {
  const live = await startListeningView();
  const following = runCli(['ask', 'logs', '--follow', '--json', '--url', live.url], {
    onReady: child => child.kill('SIGINT'),
  });
  const body = shopLines()[1]!;
  const send = () =>
    fetch(`${live.url}/v1/logs`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  // The command may take the first records for those that were there before.
  const timer = setInterval(send, 300);
  const { code, stdout } = await following;
  clearInterval(timer);
  live.child.kill('SIGKILL');
  expect(code).toBe(0);
  expect(JSON.parse(stdout.split('\n')[0]!)).toMatchObject({ service: 'payment' });
});
