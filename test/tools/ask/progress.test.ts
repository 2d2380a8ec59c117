import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { Progress } from '../../../src/tools/ask/progress';
import { type AskOptions, runAsk } from '../../../src/tools/ask/run-ask';

const ORDER = { id: 'o', service: 'checkout', seconds: 10, orderedAtMs: 1000 };

test('each state is told once, and the wait for a process every 15 s', () => {
  const told: string[] = [];
  const progress = new Progress(sentence => told.push(sentence));
  for (let nowMs = 1000; nowMs < 40_000; nowMs += 250) progress.look({ ...ORDER, state: 'waiting' }, nowMs);
  const running = { ...ORDER, state: 'running', pid: 7 } as const;
  for (let nowMs = 40_000; nowMs < 80_000; nowMs += 250) progress.look(running, nowMs);
  progress.look({ ...running, state: 'done' }, 80_000);
  progress.look({ ...running, state: 'failed', failure: 'it ended' }, 81_000);
  const waits = 'waits for a process of checkout to fetch the order, which it does with its next export';
  expect(told).toEqual([
    `${waits}: 0 s of at most 75`,
    `${waits}: 15 s of at most 75`,
    `${waits}: 30 s of at most 75`,
    'process 7 is profiled for 10 s',
    'the profile is there; its last spans are waited for',
  ]);
});

describe('ask profile, until a service that does not answer', () => {
  let states: string[];
  const viewer = http.createServer((_, response) => {
    const state = states.shift() ?? 'failed';
    response.end(JSON.stringify({ ...ORDER, orderedAtMs: Date.now(), state, failure: 'nobody came' }));
  });
  beforeAll(() => once(viewer.listen(0, '127.0.0.1'), 'listening'));
  afterAll(() => viewer.close().closeAllConnections());

  test.each([
    [
      'a terminal gets its progress',
      { isTTY: true },
      {},
      /^otel-agent ask: waits for a process of checkout .*\n.*nobody came\n$/,
    ],
    ['a pipe gets the error alone', {}, {}, /^otel-agent ask: nobody came\n$/],
    ['--json gets the error alone', { isTTY: true }, { json: true }, /^otel-agent ask: nobody came\n$/],
  ])('%s', async (_name, screen, given, expected) => {
    states = ['waiting', 'waiting'];
    const out: string[] = [];
    const err: string[] = [];
    const code = await runAsk(
      { ...OPTIONS, ...given, url: `127.0.0.1:${(viewer.address() as AddressInfo).port}` },
      {
        out: { write: text => out.push(text) },
        err: { ...screen, write: text => err.push(text) },
        stopped: new Promise(() => {}),
      },
    );
    expect({ code, out }).toEqual({ code: 3, out: [] });
    expect(err.join('')).toMatch(expected);
  });
});

const OPTIONS: AskOptions = {
  ...{ question: 'profile', words: [], json: false, since: undefined, service: 'checkout', limit: undefined },
  ...{
    seconds: 1,
    otlp: false,
    follow: false,
    url: '',
    files: [],
    budgets: [],
    failIfAny: false,
    junit: undefined,
  },
};
