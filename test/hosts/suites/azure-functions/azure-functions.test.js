'use strict';
const assert = require('node:assert/strict');
const Module = require('node:module');
const { describe, test } = require('node:test');
const { ends } = require('../called');
const { testLooks } = require('../looks');

/* A stand-in for Azure's worker, which comes with the .NET host: the module that it gives to `require`, and its order of calls. */
const registered = new Map();
const hooks = { preInvocation: [], postInvocation: [] };
let model;
const worker = {
  version: '3.13.0',
  hostVersion: '4.1043.0',
  setProgrammingModel: given => {
    model = given;
  },
  getProgrammingModel: () => model,
  registerFunction: (metadata, callback) => registered.set(metadata.name, { metadata, callback }),
  registerHook: (name, hook) => {
    hooks[name]?.push(hook);
    return { dispose: () => hooks[name]?.splice(hooks[name].indexOf(hook), 1) };
  },
  log: () => {},
};
const { require: original } = Module.prototype;
Module.prototype.require = function (id) {
  return id === '@azure/functions-core' ? worker : original.call(this, id);
};
const { app, HttpResponse, InvocationContext, output } = require('@azure/functions');

testLooks('@azure/functions');

async function invoke(name, data, more = {}) {
  const { metadata, callback } = registered.get(name);
  const [binding] = Object.entries(metadata.bindings).find(([, { type }]) => /trigger$/i.test(type));
  const request = { inputData: [{ name: binding, data }], ...more };
  const invocation = await model.getInvocationModel({ invocationId: 'one', request, metadata, log() {} });
  const { context, inputs } = await invocation.getArguments();
  const call = {
    hookData: {},
    appHookData: {},
    invocationContext: context,
    functionCallback: callback,
    functionHandler: callback,
    inputs,
  };
  for (const hook of hooks.preInvocation) await hook(call);
  const result = await invocation.invokeFunction(context, call.inputs, call.functionCallback);
  const response = await invocation.getResponse(context, result);
  return { result, response, context };
}
const ofHttp = (url, more = {}) => ({ http: { method: 'GET', url, headers: {}, ...more } });

const error = Object.freeze(new Error('mine'));
app.http('hello', {
  methods: ['GET', 'POST'],
  route: 'teas/{id}',
  handler: async function handler(...args) {
    const [request, context] = args;
    return {
      status: 201,
      jsonBody: {
        query: request.query.get('q'),
        method: request.method,
        name: context.functionName,
        own: this === undefined || this === globalThis || typeof this,
        args: args.length,
      },
      headers: { 'x-own': '1' },
    };
  },
});
app.get('plain', () => new HttpResponse({ body: 'plain', status: 202 }));
app.get('nothing', () => undefined);
app.get('fails', async () => {
  throw error;
});
app.get('throws', () => {
  throw error;
});
app.timer('nightly', { schedule: '0 0 3 * * *', handler: timer => timer.isPastDue });
app.storageQueue('queued', {
  queueName: 'q',
  connection: 'c',
  handler: message => message.tea,
  return: output.storageQueue({ queueName: 'r', connection: 'c' }),
});

describe('HTTP functions', () => {
  test('are given request and context', async () => {
    const { response } = await invoke('hello', ofHttp('https://shop.example/api/teas/7?q=x'));
    const { statusCode, body, headers } = response.returnValue.http;
    assert.deepEqual([statusCode, headers['x-own']], ['201', '1']);
    assert.deepEqual(JSON.parse(Buffer.from(body.bytes ?? body.string ?? body).toString()), {
      query: 'x',
      method: 'GET',
      name: 'hello',
      own: true,
      args: 2,
    });
  });
  test('answer with a response, or nothing', async () => {
    assert.equal(
      (await invoke('plain', ofHttp('https://x/api/plain'))).response.returnValue.http.statusCode,
      '202',
    );
    assert.equal((await invoke('nothing', ofHttp('https://x/api/nothing'))).response.returnValue, undefined);
  });
  for (const name of ['fails', 'throws'])
    test(`reject with their own error: ${name}`, async () => {
      await assert.rejects(invoke(name, ofHttp(`https://x/api/${name}`)), given => given === error);
    });
});

describe('other functions', () => {
  test('give what they give', async () => {
    const timer = await invoke('nightly', { json: '{"isPastDue":true}' });
    assert.equal(timer.result, true);
    const queued = await invoke('queued', { json: '{"tea":"oolong"}' });
    assert.deepEqual([queued.result, queued.response.returnValue], ['oolong', { string: 'oolong' }]);
  });
});

describe('hooks of the app', () => {
  test('see the handler, and may take its place', async () => {
    const seen = [];
    const hook = app.hook.preInvocation(call => {
      seen.push(call.invocationContext.functionName, call.functionHandler.length);
      const { functionHandler } = call;
      call.functionHandler = async (...args) => {
        await functionHandler(...args);
        return 'taken over';
      };
    });
    const { response } = await invoke('queued', { json: '{"tea":"oolong"}' });
    hook.dispose();
    assert.deepEqual(seen, ['queued', 1]);
    assert.deepEqual(response.returnValue, { string: 'taken over' });
  });
});

test('a context can be made by the app, for its tests', () => {
  const context = new InvocationContext({ functionName: 'mine', invocationId: 'one' });
  assert.deepEqual([context.functionName, context.invocationId], ['mine', 'one']);
  assert.deepEqual(
    Object.keys(context).filter(key => /otel|span/i.test(key)),
    [],
  );
});
test('without a worker, an app is loaded as it was', () => {
  const script = `
    const { app } = require('@azure/functions');
    app.http('x', { handler: () => ({}) });
    console.log('loaded');
  `;
  const { status, stdout } = ends(__dirname, script);
  assert.deepEqual([status, stdout], [0, 'loaded\n']);
});
