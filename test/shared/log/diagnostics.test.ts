import { diag } from '@opentelemetry/api';
import { type Log, type LogLevel, listenToUpstream, ownDiag } from '../../../src/shared/log';

type Line = Parameters<Log>;
let lines: Line[];
const listen = (level: LogLevel) => listenToUpstream((...line) => lines.push(line), level);
beforeEach(() => {
  lines = [];
});
afterEach(() => diag.disable());

test('what the own code says names itself, and its kind is what does not vary', () => {
  listen('info');
  ownDiag.error('http: a request could not be traced', new Error('a'));
  ownDiag.error('http: a request could not be traced', new Error('b'));
  ownDiag.warn('a span was changed after its end', 'GET /');
  const kind = 'http: a request could not be traced';
  expect(lines).toEqual([
    ['warn', `${kind}: a`, kind],
    ['warn', `${kind}: b`, kind],
  ]);
  listen('debug');
  ownDiag.warn('a span was changed after its end', 'GET /');
  expect(lines.at(-1)).toEqual([
    'debug',
    'a span was changed after its end: GET /',
    'a span was changed after its end',
  ]);
});

test('what upstream says is called upstream, or by the name of its component', () => {
  listen('debug');
  diag.error('GET {traceId: 5e6f, spanId: 12ab} - You can only call end() on a span once.');
  diag
    .createComponentLogger({ namespace: '@opentelemetry/instrumentation-pg' })
    .error('hook', new Error('x'));
  diag.warn('careful', { a: 1 });
  expect(lines).toEqual([
    [
      'warn',
      'upstream: GET {traceId: 5e6f, spanId: 12ab} - You can only call end() on a span once.',
      'upstream: GET # - You can only call end() on a span once.',
    ],
    ['warn', '@opentelemetry/instrumentation-pg: hook x', '@opentelemetry/instrumentation-pg: hook'],
    ['debug', 'upstream: careful {"a":1}', 'upstream: careful'],
  ]);
});

test.each<[string, unknown]>([
  ['an error whose message throws', Object.defineProperty(new Error(), 'message', { get: throwing })],
  ['an object that cannot be written', { a: 1n }],
  ['a text of its own that throws', Object.assign(() => {}, { toString: throwing })],
])('nothing that is thrown can make saying it throw: %s', (_name, thrown) => {
  listen('info');
  ownDiag.error('http: a request could not be traced', thrown);
  diag.error('failed', thrown);
  expect(lines.map(([, message]) => message)).toEqual([
    'http: a request could not be traced: something that cannot be read',
    'upstream: failed something that cannot be read',
  ]);
});

function throwing(): never {
  throw new Error('not to be read');
}

test.each<LogLevel>(['none', 'error'])('at level %s upstream is not heard', level => {
  listen(level);
  diag.error('failed');
  expect(lines).toEqual([]);
});
