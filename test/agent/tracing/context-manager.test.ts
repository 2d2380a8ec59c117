import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { type ContextManager, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { LeanContextManager } from '../../../src/agent/tracing/context-manager';

const KEY = createContextKey('name');
const named = (name: string) => ROOT_CONTEXT.setValue(KEY, name);

describe.each<[string, () => ContextManager]>([
  ["upstream's", () => new AsyncLocalStorageContextManager()],
  ['ours', () => new LeanContextManager()],
])('%s context manager', (_, create) => {
  let manager: ContextManager;
  const here = () => manager.active().getValue(KEY);
  beforeEach(() => {
    manager = create().enable();
  });
  afterEach(() => {
    manager.disable();
  });

  test('a context is active while its function runs, and for what it starts', async () => {
    const later = manager.with(named('a'), async () => {
      await new Promise(setImmediate);
      return here();
    });
    expect(here()).toBeUndefined();
    expect(await later).toBe('a');
    const nested = manager.with(named('a'), () => [manager.with(named('b'), here), here()]);
    expect(nested).toEqual(['b', 'a']);
  });

  test('this and arguments are passed on, errors come through', () => {
    const target = { sum: 1 };
    const add = function (this: typeof target, a: number, b: number) {
      return this.sum + a + b;
    };
    expect(manager.with(named('a'), add, target, 2, 3)).toBe(6);
    expect(manager.with(named('a'), Math.max, undefined, 2, 3)).toBe(3);
    const fail = () => {
      throw new Error('no');
    };
    expect(() => manager.with(named('a'), fail)).toThrow('no');
    expect(here()).toBeUndefined();
  });

  test('attach lasts until its token is disposed of', () => {
    manager.with(named('a'), () => {
      const token = manager.attach!(named('b'));
      expect(here()).toBe('b');
      token.dispose();
      expect(here()).toBe('a');
      token.dispose();
      expect(here()).toBe('a');
    });
  });

  test('a bound function keeps its context, its this and its length', () => {
    const target = {
      name: 'target',
      run(one: number, two: number) {
        return [this.name, here(), one, two];
      },
    };
    target.run = manager.bind(named('a'), target.run);
    expect(manager.with(named('b'), () => target.run(1, 2))).toEqual(['target', 'a', 1, 2]);
    expect(target.run).toHaveLength(2);
    expect(manager.bind(named('a'), 'no function')).toBe('no function');
  });

  describe('a bound emitter', () => {
    const emitters: [string, () => EventEmitter][] = [
      ['EventEmitter', () => new EventEmitter()],
      ['stream', () => new PassThrough()],
    ];

    test.each(emitters)('%s: listeners run in its context', (_name, make) => {
      const emitter = make();
      const seen: unknown[] = [];
      const listen = (name: string) =>
        function (this: unknown, value: unknown) {
          seen.push([name, here(), value, this === emitter]);
        };
      emitter.on('x', listen('before'));
      expect(manager.bind(named('a'), emitter)).toBe(emitter);
      emitter.on('x', listen('on')).addListener('x', listen('addListener')).once('x', listen('once'));
      emitter.prependListener('x', listen('first')).prependOnceListener('x', listen('first once'));
      manager.with(named('b'), () => emitter.emit('x', 7));
      const inContext = (name: string) => [name, 'a', 7, true];
      const before = ['before', 'b', 7, true];
      const first = inContext('first');
      const rest = ['on', 'addListener'].map(inContext);
      expect(seen).toEqual([inContext('first once'), first, before, ...rest, inContext('once')]);
      seen.length = 0;
      manager.with(named('b'), () => emitter.emit('x', 7));
      expect(seen).toEqual([first, before, ...rest]);
    });

    test('a listener that adds others in their turn', () => {
      const emitter = manager.bind(named('a'), new EventEmitter());
      const seen: unknown[] = [];
      emitter.once('x', () => emitter.once('x', () => seen.push(here())));
      emitter.emit('x');
      emitter.emit('x');
      emitter.emit('x');
      expect(seen).toEqual(['a']);
    });
  });
});

describe("ours, where upstream's differs from a plain emitter", () => {
  const bound = (emitter: EventEmitter = new EventEmitter()) =>
    new LeanContextManager().bind(named('a'), emitter);

  test.each([new EventEmitter(), new PassThrough()])('every listener can be taken away again', plain => {
    const emitter = bound(plain);
    const listener = jest.fn();
    emitter.on('x', listener).once('x', listener).prependListener('x', listener);
    emitter.prependOnceListener('x', listener);
    expect(emitter.listenerCount('x')).toBe(4);
    for (let left = 3; left >= 0; left--) expect(emitter.off('x', listener).listenerCount('x')).toBe(left);
    emitter.on('x', listener).once('x', listener).removeAllListeners('x');
    emitter.emit('x');
    expect(listener).not.toHaveBeenCalled();
  });

  test('what is no function is refused as ever', () => {
    const emitter = bound();
    expect(() => emitter.on('x', 7 as never)).toThrow('must be of type function');
    expect(() => emitter.once('x', undefined as never)).toThrow('must be of type function');
  });
  test('`newListener` and `listeners` show the app’s own functions', () => {
    const emitter = bound();
    const added: unknown[] = [];
    emitter.on('newListener', (_event, listener) => added.push(listener));
    const [on, once] = [() => {}, () => {}];
    emitter.on('x', on).once('x', once);
    expect(added).toEqual([on, once]);
    expect(emitter.listeners('x')).toEqual([on, once]);
    expect(Object.keys(emitter)).not.toContain('on');
  });
});
