import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { traceIdOf } from '../viewer/receiver/make-traces';
import { type ListeningView, startListeningView, startView } from '../viewer/receiver/start-view';

const TRACE_ID = 'abc';
const AT = 1_700_000_000_000_000;
const of = (serviceName: string) => ({ localEndpoint: { serviceName } });

/** A client and a server that share one id, as Zipkin's instrumentations with B3 headers report them. */
const spans = [
  { traceId: TRACE_ID, id: 'a', kind: 'SERVER', name: 'get /', timestamp: AT, duration: 9000, ...of('edge') },
  {
    traceId: TRACE_ID,
    parentId: 'a',
    id: 'b',
    kind: 'CLIENT',
    name: 'get',
    timestamp: AT + 1000,
    duration: 7000,
    ...of('edge'),
  },
  {
    traceId: TRACE_ID,
    parentId: 'a',
    id: 'b',
    kind: 'SERVER',
    shared: true,
    name: 'get /stock',
    ...of('stock'),
  },
  {
    traceId: TRACE_ID,
    parentId: 'b',
    id: 'c',
    name: 'look up',
    timestamp: AT + 3000,
    duration: 1000,
    ...of('stock'),
  },
  {
    traceId: TRACE_ID,
    parentId: 'b',
    id: 'd',
    name: 'wait',
    timestamp: AT + 2000,
    duration: 100,
    ...of('edge'),
  },
];

let folder: string;
let file: string;
let viewer: ListeningView;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'viewer-shared-'));
  file = path.join(folder, 'zipkin.json');
  writeFileSync(file, JSON.stringify(spans));
  viewer = await startListeningView(file);
});
afterAll(() => {
  viewer.child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

interface Answers {
  readonly data: readonly { readonly spans: readonly JaegerSpan[] }[];
  readonly map: { readonly edges: readonly object[] };
  readonly spans: readonly { readonly name: string; readonly depth: number }[];
}

interface JaegerSpan {
  readonly operationName: string;
  readonly spanID: string;
  readonly references: readonly { readonly spanID: string }[];
  readonly startTime: number;
}

async function ask(target: string): Promise<Answers> {
  return (await (await fetch(`${viewer.url}${target}`)).json()) as Answers;
}

test('D11: /api/traces has five spans of five ids, the server below the client', async () => {
  const { data } = await ask('/api/traces?service=stock');
  const named = new Map<string, { spanID: string; parent: string | undefined; start: number }>();
  for (const { operationName, spanID, references, startTime } of data[0]!.spans)
    named.set(operationName, { spanID, parent: references[0]?.spanID, start: startTime });
  const idOf = (name: string) => named.get(name)!.spanID;
  const parentOf = (name: string) => named.get(name)!.parent;
  expect(new Set([...named.values()].map(({ spanID }) => spanID)).size).toBe(5);
  expect(parentOf('get')).toBe(idOf('get /'));
  expect(parentOf('get /stock')).toBe(idOf('get'));
  expect(parentOf('look up')).toBe(idOf('get /stock'));
  expect(parentOf('wait')).toBe(idOf('get'));
  // The server's half, which has no time of its own, begins with the client's.
  expect(named.get('get /stock')!.start).toBe(AT + 1000);
});

test('D11: the call is an edge of /api/dependencies and of the map', async () => {
  const window = `endTs=${AT / 1000 + 60_000}`;
  const { data } = await ask(`/api/dependencies?${window}`);
  expect(data).toEqual([{ parent: 'edge', child: 'stock', callCount: 1 }]);
  const { map } = await ask('/api/v1/overview?since=0');
  expect(map.edges).toMatchObject([{ from: 'edge', to: 'stock', count: 1 }]);
});

test('D11: the page and the terminal draw the same tree', async () => {
  const page = await ask(`/api/v1/traces/${traceIdOf(TRACE_ID)}`);
  const drawn = page.spans.map(({ name, depth }) => [depth, name]);
  expect(drawn).toEqual([
    [0, 'get /'],
    [1, 'get'],
    [2, 'get /stock'],
    [3, 'look up'],
    [2, 'wait'],
  ]);
  const terminal = startView('--terminal', file);
  expect(await terminal.ended()).toBe(0);
  expect(terminal.output()).toMatch(/get \/stock.*\n.*look up.*\n.*wait/);
});
