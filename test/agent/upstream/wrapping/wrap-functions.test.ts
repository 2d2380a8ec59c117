import { unwrap, wrap } from '../../../../src/agent/upstream/wrapping/wrap-functions';
import { ownDiag } from '../../../../src/shared/log';

// biome-ignore lint/suspicious/noExplicitAny: any object with methods.
type Target = any;
// biome-ignore lint/suspicious/noExplicitAny: any function.
type Call = (this: any, ...args: any[]) => any;

/** Wraps a function as upstream does. */
const passing = (original: Call): Call =>
  function () {
    // biome-ignore lint/complexity/noArguments: upstream's way.
    return original.apply(this, arguments as never);
  };

/** Wraps a method of a new object and gives the object. */
function wrapped(method: Call, wrapper: (original: Call) => Call = passing): Target {
  const target = { method };
  wrap(target, 'method', wrapper);
  return target;
}

test('a wrapped function looks like the original', () => {
  class Base {
    static inherited = 1;
    some(): void {}
  }
  class Original extends Base {
    static own = 2;
  }
  const target: Target = { Original, async later() {}, arrow: (_a: 1, _b: 2) => {} };
  const originals = { ...target };
  for (const name of Object.keys(target)) wrap(target, name, passing);
  for (const name of Object.keys(originals)) {
    const [before, after] = [originals[name], target[name]];
    expect(after).not.toBe(before);
    expect([after.name, after.length, after.prototype]).toEqual([
      before.name,
      before.length,
      before.prototype,
    ]);
    expect(Object.getPrototypeOf(after)).toBe(Object.getPrototypeOf(before));
    expect(Object.keys(after)).toEqual(Object.keys(before));
  }
  expect([target.Original.own, target.Original.inherited]).toEqual([2, 1]);
  expect(Object.prototype.toString.call(target.later)).toBe('[object AsyncFunction]');
});

test('a function that names itself goes on doing so', () => {
  const own = Object.assign(() => {}, { default: undefined as unknown });
  own.default = own;
  const { method } = wrapped(own);
  expect(method.default).toBe(method);
  expect(own.default).toBe(own);
});

test('a wrapped class makes instances of itself and of its subclasses', () => {
  const target: Target = {
    Original: class {
      readonly given: number;
      constructor(given: number) {
        this.given = given;
      }
    },
  };
  wrap(
    target,
    'Original',
    (original: Call) =>
      function (given) {
        return Reflect.construct(original, [given], new.target);
      },
  );
  class Sub extends target.Original {}
  const made = [new target.Original(1), new (Sub as Target)(2)] as Target[];
  expect(made.map(one => [one instanceof target.Original, one instanceof Sub, one.given])).toEqual([
    [true, false, 1],
    [true, true, 2],
  ]);
});

test('attributes of the property stay, and unwrapping leaves the object as it was', () => {
  const target: Target = Object.create({ inherited() {} });
  Object.defineProperty(target, 'hidden', {
    value() {},
    configurable: true,
    writable: false,
    enumerable: false,
  });
  const before = Object.getOwnPropertyDescriptors(target);
  wrap(target, 'hidden', passing);
  wrap(target, 'inherited', passing);
  const { enumerable, writable } = Object.getOwnPropertyDescriptor(target, 'hidden')!;
  expect([enumerable, writable, Object.keys(target)]).toEqual([false, false, []]);
  unwrap(target, 'hidden');
  unwrap(target, 'inherited');
  expect(Object.getOwnPropertyDescriptors(target)).toEqual(before);
});

test('what a getter gives is given by a getter', () => {
  const target: Target = {
    get method() {
      return () => 1;
    },
  };
  const before = Object.getOwnPropertyDescriptor(target, 'method')!;
  wrap(target, 'method', passing);
  const after = Object.getOwnPropertyDescriptor(target, 'method')!;
  expect([typeof after.get, after.set, after.enumerable, after.configurable]).toEqual([
    'function',
    before.set,
    true,
    true,
  ]);
  expect(target.method()).toBe(1);
  unwrap(target, 'method');
  expect(Object.getOwnPropertyDescriptor(target, 'method')).toEqual(before);
});

test('a frozen object stays as it is, without an exception', () => {
  const target = Object.freeze({ method: () => 1 });
  const { method } = target;
  expect(wrap(target, 'method', passing)).toBeUndefined();
  expect(target.method).toBe(method);
});

test('an inherited method that the app replaces in the prototype is replaced in the instance, too', () => {
  class Connection {
    query(): string {
      return 'real';
    }
  }
  const connection: Target = new Connection();
  wrap(connection, 'query', passing);
  Connection.prototype.query = () => 'stub';
  expect(connection.query()).toBe('stub');
});

describe('an exception of the wrapper', () => {
  const fails = () => {
    throw new Error('of the instrumentation');
  };
  let said: jest.SpyInstance;
  beforeEach(() => {
    said = jest.spyOn(ownDiag, 'error').mockReturnValue();
  });
  afterEach(() => said.mockRestore());

  test('before it calls the original: the original is called as the host called it, once', () => {
    const original = jest.fn(function (this: unknown, ...args: unknown[]) {
      return [this, ...args];
    });
    const target = wrapped(original, () => fails);
    expect(target.method(1, 2)).toEqual([target, 1, 2]);
    expect(target.method()).toEqual([target]);
    expect(original).toHaveBeenCalledTimes(2);
    expect(said).toHaveBeenCalledTimes(1); // For both calls.
  });

  test('after the original has returned: its result is the result', () => {
    const original = jest.fn(() => 'result');
    const target = wrapped(original, call => () => [call(), fails()]);
    expect(target.method()).toBe('result');
    expect(original).toHaveBeenCalledTimes(1);
  });

  test('in a call within a call of the same function is told apart from the outer one', () => {
    let isInner = false;
    const target = wrapped(
      () => {
        if (isInner) return 'inner';
        isInner = true;
        return ['outer', target.method()];
      },
      call => () => (isInner ? fails() : [call(), fails()]),
    );
    expect(target.method()).toEqual(['outer', 'inner']);
  });

  test('in a constructor: the instance is made without it', () => {
    class Original {}
    const target: Target = { Original };
    wrap(target, 'Original', () => fails as Call);
    expect(new target.Original()).toBeInstanceOf(Original);
  });
});

test.each([[new Error('x')], [null], [undefined], [0]])('what the original throws passes: %p', thrown => {
  const target = wrapped(() => {
    throw thrown;
  });
  let caught: unknown = 'nothing';
  try {
    target.method();
  } catch (error) {
    caught = error;
  }
  expect(caught).toBe(thrown);
});

test('an original that is called later, when the wrapper has returned, is not held to be part of another call', () => {
  let later: Call = () => {};
  const results = ['first', 'second'];
  const target = wrapped(
    () => results.shift(),
    original => (isFirst: boolean) => {
      if (!isFirst) throw new Error('of the instrumentation');
      later = original;
      return 'pending';
    },
  );
  expect(target.method(true)).toBe('pending');
  expect(later()).toBe('first');
  jest.spyOn(ownDiag, 'error').mockReturnValue();
  expect(target.method(false)).toBe('second');
});

test('a callback among the arguments of a call is replaced there, as upstream does it with each call', () => {
  const call = function (..._args: Call[]) {
    // biome-ignore lint/complexity/noArguments: upstream's way.
    const args = arguments as Target;
    wrap(args, 0, (original: Call) => () => original() + 1);
    return args[0]();
  };
  expect(call(() => 1)).toBe(2);
});
