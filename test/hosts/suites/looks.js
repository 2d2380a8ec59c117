'use strict';
const assert = require('node:assert/strict');
const { execFileSync } = require('node:child_process');
const { test } = require('node:test');

/** Marks of a wrapped function that OpenTelemetry's instrumentations know each other by. */
const MARKS = ['__original', '__unwrap', '__wrapped'];
const DEPTH = 6;

/**
 * A test a module: its exports look as in a process of its own without the agent. Compared are names and number
 * of parameters of functions, names and attributes of properties, and prototypes, for everything that can be reached.
 */
exports.testLooks = function testLooks(...modules) {
  for (const name of modules)
    test(`exports of ${name} look as they do without the agent`, () => {
      const { NODE_OPTIONS: _, ...env } = process.env;
      const script = `process.stdout.write(JSON.stringify(require(${JSON.stringify(__filename)}).looksOf(${JSON.stringify(name)})))`;
      const alone = execFileSync(process.execPath, ['-e', script], { env, maxBuffer: 1 << 28 });
      assert.deepEqual(...differences(exports.looksOf(name), JSON.parse(alone)));
    });
};

/** The looks of everything that can be reached from a module's exports, by its path. */
exports.looksOf = function looksOf(module) {
  const looks = {};
  const seen = new Set();
  visit(require(module), 'exports', 0, (path, value) => {
    if (seen.has(value)) return false;
    seen.add(value);
    looks[path] = describe(value);
    return true;
  });
  return looks;
};

/** Differences of two objects, by path: short enough to be read in a failure. */
function differences(actual, expected) {
  const paths = [...new Set([...Object.keys(actual), ...Object.keys(expected)])];
  const differing = paths.filter(path => JSON.stringify(actual[path]) !== JSON.stringify(expected[path]));
  const pick = looks => Object.fromEntries(differing.slice(0, 20).map(path => [path, looks[path]]));
  return [pick(actual), pick(expected)];
}

function visit(value, path, depth, enter) {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return;
  if (depth > DEPTH || isOfNode(value) || !enter(path, value)) return;
  for (const key of ownKeys(value)) {
    const { value: inner } = Object.getOwnPropertyDescriptor(value, key);
    visit(inner, `${path}.${String(key)}`, depth + 1, enter);
  }
  visit(Object.getPrototypeOf(value), `${path}.[[Prototype]]`, depth + 1, enter);
}

function describe(value) {
  const properties = ownKeys(value).map(key => {
    const { get, set, enumerable, writable, configurable } = Object.getOwnPropertyDescriptor(value, key);
    const kind = get || set ? 'accessor' : `value ${writable ? 'writable' : ''}`;
    return `${String(key)}: ${kind} ${enumerable ? 'enumerable' : ''} ${configurable ? 'configurable' : ''}`;
  });
  return { kind: kindOf(value), ...nameOf(value), properties: properties.sort() };
}

/** Prototypes with a tag that is only their instances' to read have none. */
function kindOf(value) {
  try {
    return Object.prototype.toString.call(value);
  } catch {
    return undefined;
  }
}

const nameOf = value => (typeof value === 'function' ? { name: value.name, length: value.length } : {});

/**
 * Left out are what every function made by `function` has, a `prototype` that reads as undefined, and the way back from a
 * prototype to its function.
 */
function ownKeys(value) {
  const isFunction = typeof value === 'function';
  const isLeftOut = key =>
    MARKS.includes(key) ||
    key === 'constructor' ||
    (isFunction && (key === 'arguments' || key === 'caller')) ||
    (isFunction && key === 'prototype' && value.prototype === undefined) ||
    isShadow(value, key);
  return Reflect.ownKeys(value).filter(key => !isLeftOut(key));
}

/** A wrapped method in front of the inherited one, which an app calls and replaces as it would the inherited one. */
function isShadow(value, key) {
  const { value: method } = Object.getOwnPropertyDescriptor(value, key);
  return method?.__wrapped === true && method.__original === Object.getPrototypeOf(value)?.[key];
}

/** Node's own prototypes, process and so on are not the module's. */
function isOfNode(value) {
  return OF_NODE.has(value) || Buffer.isBuffer(value) || ArrayBuffer.isView(value);
}

const OF_NODE = new Set([
  globalThis,
  process,
  require('node:module'),
  ...Object.getOwnPropertyNames(globalThis).flatMap(name => {
    const { value } = Object.getOwnPropertyDescriptor(globalThis, name) ?? {};
    return typeof value === 'function' ? [value, value.prototype] : [value];
  }),
]);
