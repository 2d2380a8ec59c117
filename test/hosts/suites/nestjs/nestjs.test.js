'use strict';
require('reflect-metadata');
const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const common = require('@nestjs/common');
const { NestFactory } = require('@nestjs/core');
const { of } = require('rxjs');
const { request } = require('../serve');
const { testLooks } = require('../looks');

testLooks('@nestjs/core');

/** Applies decorators as TypeScript would. */
function decorate(target, key, ...decorators) {
  const descriptor = Object.getOwnPropertyDescriptor(target, key);
  for (const decorator of decorators) decorator(target, key, descriptor);
}

class Controller {
  name = 'mine';
  text() {
    return `text of ${this.name}`;
  }
  async later() {
    return { later: true };
  }
  observable() {
    return of('observed');
  }
  param(id, query) {
    return `${id} ${query}`;
  }
  raw(res) {
    res.status(202).end('raw');
  }
  fails() {
    throw new common.ConflictException('mine');
  }
  throwsNull() {
    throw null;
  }
  async rejects() {
    throw new Error('hidden');
  }
  events() {
    return of({ data: 'event' });
  }
}
const { prototype } = Controller;
common.Controller()(Controller);
decorate(prototype, 'text', common.Get('text'), common.Header('x-own', '1'), common.HttpCode(201));
decorate(prototype, 'later', common.Get('later'));
decorate(prototype, 'observable', common.Get('observable'));
common.Param('id')(prototype, 'param', 0);
common.Query('q')(prototype, 'param', 1);
decorate(prototype, 'param', common.Get('param/:id'));
common.Res()(prototype, 'raw', 0);
decorate(prototype, 'raw', common.Get('raw'));
for (const name of ['fails', 'throwsNull', 'rejects']) decorate(prototype, name, common.Get(name));
decorate(prototype, 'events', common.Sse('events'));

function makeModule() {
  class AppModule {}
  common.Module({ controllers: [Controller] })(AppModule);
  return AppModule;
}

async function serve(t, setUp = () => {}) {
  const app = await NestFactory.create(makeModule(), { logger: false });
  setUp(app);
  await app.listen(0, '127.0.0.1');
  t.after(() => app.close());
  const { port } = app.getHttpServer().address();
  return (path, options) => request(port, path, options);
}

describe('handlers', () => {
  for (const [path, status, text] of [
    ['/text', 201, 'text of mine'],
    ['/later', 200, '{"later":true}'],
    ['/observable', 200, 'observed'],
    ['/param/7?q=x', 200, '7 x'],
    ['/raw', 202, 'raw'],
    ['/fails', 409, '{"message":"mine","error":"Conflict","statusCode":409}'],
    ['/rejects', 500, '{"statusCode":500,"message":"Internal server error"}'],
    ['/throwsNull', 500, '{"statusCode":500,"message":"Internal server error"}'],
  ])
    test(path, async t => {
      const answer = await (await serve(t))(path);
      assert.deepEqual([answer.status, answer.text], [status, text]);
    });
  test('keep their metadata: headers, status', async t => {
    assert.equal((await (await serve(t))('/text')).headers['x-own'], '1');
  });
  test('send events', async t => {
    const { headers, text } = await (await serve(t))('/events');
    assert.match(headers['content-type'], /event-stream/);
    assert.match(text, /data: event/);
  });
  test('are seen by guards, interceptors and filters', async t => {
    const seen = [];
    const ask = await serve(t, app => {
      app.useGlobalGuards({
        canActivate: context => {
          seen.push([
            context.getHandler().name,
            context.getClass().name,
            context.getHandler() === prototype.text,
          ]);
          return true;
        },
      });
      app.useGlobalInterceptors({ intercept: (_context, next) => next.handle() });
      app.useGlobalFilters({
        catch: (error, host) => host.switchToHttp().getResponse().status(418).end(String(error)),
      });
    });
    assert.equal((await ask('/text')).status, 201);
    assert.deepEqual(seen, [['text', 'Controller', true]]);
    seen.length = 0;
    const { status, text } = await ask('/throwsNull');
    assert.deepEqual([status, text], [418, 'null']);
  });
});

describe('apps', () => {
  test('are made by a promise', async t => {
    const made = NestFactory.create(makeModule(), { logger: false });
    assert.equal(made instanceof Promise, true);
    const app = await made;
    t.after(() => app.close());
    assert.equal(typeof app.listen, 'function');
  });
  test('of no module abort as they do', async () => {
    for (const module of [undefined, null])
      await assert.rejects(NestFactory.create(module, { logger: false, abortOnError: false }));
  });
  test('without a server', async () => {
    const app = await NestFactory.createApplicationContext(makeModule(), { logger: false });
    assert.equal(app.get(Controller).text(), 'text of mine');
    await app.close();
  });
});
