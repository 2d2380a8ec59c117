import { installPackages } from '../agent/boot/guard/install-package';
import { NODE_MAJORS } from '../nodes';
import type { CollectedSpan } from '../services/collector/collected';
import { sliced } from '../slice';
import { childrenOf, type OwnRun, ownRun, textOf } from './own-run';

const PACKAGES = { ws: '8.23.0', h3: '2.0.8', '@trpc/server': '11.25.2', typescript: '7.0.2' };

sliced(describe).each([
  ...NODE_MAJORS.map(nodeMajor => ({ nodeMajor, format: 'esm' })),
  { nodeMajor: 24 as const, format: 'cjs' },
])('E4, E7: ws, h3 and tRPC, %p', ({ nodeMajor, format }) => {
  let run: OwnRun;
  beforeAll(async () => {
    const args = [await installPackages(PACKAGES), format];
    run = await ownRun({ script: 'instrument/own/web-ways.mjs', args, nodeMajor });
  });
  const tree = (name: string) =>
    lines(
      run.spans,
      run.spans.find(span => span.name === name),
    );
  const served = (name: string) => {
    const [asked] = childrenOf(
      run.spans,
      run.spans.find(span => span.name === name),
    );
    return childrenOf(run.spans, asked)[0]!;
  };

  test('a WebSocket is a trace of its handshake, above what the app does with the connection', () => {
    expect(tree('connects')).toEqual([
      'client GET 101',
      ' server GET 101',
      '  internal connected /chat?token=hunter2',
    ]);
    expect(served('connects').attributes).toMatchObject({
      'url.scheme': 'http',
      'url.path': '/chat',
      'url.query': 'token=REDACTED',
      'network.protocol.version': '1.1',
    });
  });

  test('messages have no spans unless they are asked for', () => {
    expect(run.spans.filter(({ name }) => name.endsWith(' message'))).toEqual([]);
  });

  test('a refused handshake claims no status that only the library knows', () => {
    expect(tree('refused')).toEqual(['client GET 401 !', ' server GET']);
    expect(tree('refused later')).toEqual(['client GET 403 !', ' server GET']);
  });

  test('100 at once are each in their own trace', () => {
    for (let i = 0; i < 100; i++)
      expect(tree(`request ${i}`)).toEqual([
        'client GET 101',
        ' server GET 101',
        `  internal connected /${i}`,
      ]);
  });

  test('h3 tells the route of each request', () => {
    expect(tree('h3')).toEqual(['client GET 200', ' server GET /users/:id 200']);
    expect(served('h3').attributes['http.route']).toBe('/users/:id');
    expect(tree('h3 without a route')).toEqual(['client GET 404 !', ' server GET 404']);
  });

  test('tRPC tells the procedures of each request', () => {
    expect(tree('tRPC')).toEqual(['client GET 200', ' server GET users.byId 200']);
    expect(served('tRPC').attributes).toMatchObject({
      'rpc.system.name': 'trpc',
      'rpc.method': 'users.byId',
    });
    expect(tree('tRPC in a batch')).toEqual(['client GET 207', ' server GET users.byId,users.fails 207']);
    expect(tree('tRPC changes')).toEqual(['client POST 200', ' server POST users.rename 200']);
    expect(tree('tRPC without a procedure')).toEqual(['client GET 404 !', ' server GET 404']);
    expect(tree('tRPC without a request')).toEqual([]);
  });

  test('the app sees what bare Node shows', () => {
    expect(run.lines).toEqual(run.bare);
    expect(textOf(run).replaceAll('connected /chat?token=hunter2', '')).not.toContain('hunter2');
  });
});

sliced(describe).each([20, 26] as const)('messages of ws, on request, Node %s', nodeMajor => {
  let run: OwnRun;
  beforeAll(async () => {
    const args = [await installPackages(PACKAGES), nodeMajor === 20 ? 'cjs' : 'esm'];
    const env = { OTEL_INSTRUMENTATION_WS_MESSAGE_SPANS: 'true' };
    run = await ownRun({ script: 'instrument/own/web-ways.mjs', args, env, nodeMajor });
  });
  const ofPath = (name: string, path: string) =>
    run.spans.filter(span => span.name === name && span.attributes['url.path'] === path);

  test('a received message is a trace of its own, which names its connection', () => {
    const connects = run.spans.find(({ name }) => name === 'connects')!;
    const asked = childrenOf(run.spans, connects).find(({ kind }) => kind === 'client');
    const [served] = childrenOf(run.spans, asked);
    const received = ofPath('process message', '/chat');
    expect(received.map(({ kind, parentSpanId }) => [kind, parentSpanId])).toEqual([
      ['consumer', ''],
      ['consumer', ''],
    ]);
    const links = received.flatMap(span => span.links.map(({ spanId }) => spanId));
    expect(links.sort()).toEqual([served!.spanId, connects.spanId].sort());
    expect(received[0]!.attributes).toEqual({
      'messaging.system': 'websocket',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.message.body.size': expect.any(Number),
      'network.protocol.name': 'websocket',
      'url.path': '/chat',
    });
  });

  test('a message that is sent is below the message that it answers', () => {
    const answered = ofPath('process message', '/chat').flatMap(span => childrenOf(run.spans, span));
    expect(answered.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['producer send message']);
    expect(ofPath('send message', '/chat')).toHaveLength(2);
  });

  test('the app sees what bare Node shows', () => {
    expect(run.lines).toEqual(run.bare);
    expect(textOf(run).replaceAll('connected /chat?token=hunter2', '')).not.toContain('hunter2');
  });
});

function lines(spans: readonly CollectedSpan[], above: CollectedSpan | undefined, indent = ''): string[] {
  return childrenOf(spans, above).flatMap(span => [
    indent + describeSpan(span),
    ...lines(spans, span, `${indent} `),
  ]);
}

function describeSpan({ kind, name, attributes, status }: CollectedSpan): string {
  const code = attributes['http.response.status_code'];
  return `${kind} ${name}${code === undefined ? '' : ` ${code}`}${status.code === 'error' ? ' !' : ''}`;
}
