'use strict';
const assert = require('node:assert/strict');
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const path = require('node:path');
const { Readable } = require('node:stream');
const { describe, test } = require('node:test');
const express = require('express');
const { serve } = require('../serve');

/** The answer of a handler to one request. */
async function answer(t, handler, { build, path: where = '/', ...options } = {}) {
  const app = express();
  build?.(app);
  app.get('/', handler);
  const ask = await serve(t, app);
  return ask(where, options);
}

/** A folder with a file for one test. */
function folderWith(t, name, content) {
  const folder = mkdtempSync(path.join(tmpdir(), 'express-suite-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(path.join(folder, name), content);
  return folder;
}

describe('send', () => {
  const rows = [
    ['text', 'hey', 'text/html; charset=utf-8', 'hey'],
    ['bytes', Buffer.from('hey'), 'application/octet-stream', 'hey'],
    ['an object', { a: 1 }, 'application/json; charset=utf-8', '{"a":1}'],
    ['a list', [1], 'application/json; charset=utf-8', '[1]'],
    ['true', true, 'application/json; charset=utf-8', 'true'],
    ['nothing', undefined, undefined, ''],
  ];
  for (const [name, value, type, text] of rows)
    test(name, async t => {
      const got = await answer(t, (_, response) => response.send(value));
      assert.deepEqual([got.status, got.headers['content-type'], got.text], [200, type, text]);
    });

  test('a length and an ETag are given, and a repeated request is 304', async t => {
    const handler = (_, response) => response.send('hey');
    const first = await answer(t, handler);
    assert.equal(first.headers['content-length'], '3');
    const second = await answer(t, handler, { headers: { 'if-none-match': first.headers.etag } });
    assert.deepEqual([second.status, second.text], [304, '']);
  });

  test('returns the response, as do its likes', async t => {
    const returned = [];
    await answer(t, (_, response) => {
      returned.push(response.status(201), response.set('a', 'b'), response.type('txt'), response.vary('x'));
      returned.push(response.cookie('a', 'b'), response.links({ next: '/2' }), response.send('x'));
      returned.splice(0, returned.length, ...returned.map(value => value === response));
    });
    assert.deepEqual(returned, Array(7).fill(true));
  });
});

describe('json', () => {
  test('with spaces and a replacer', async t => {
    const build = app =>
      app.set('json spaces', 1).set('json replacer', (key, value) => (key === 'b' ? undefined : value));
    const { text } = await answer(t, (_, response) => response.json({ a: 1, b: 2 }), { build });
    assert.equal(text, '{\n "a": 1\n}');
  });
  test('escaped', async t => {
    const build = app => app.enable('json escape');
    const { text } = await answer(t, (_, response) => response.json('<x>'), { build });
    assert.equal(text, '"\\u003cx\\u003e"');
  });
  test('jsonp', async t => {
    const got = await answer(t, (_, response) => response.jsonp({ a: 1 }), { path: '/?callback=cb' });
    assert.match(got.headers['content-type'], /^text\/javascript/);
    assert.match(got.text, /cb\(\{"a":1\}\);$/);
  });
});

describe('status and headers', () => {
  test('sendStatus', async t => {
    const got = await answer(t, (_, response) => response.sendStatus(418));
    assert.deepEqual([got.status, got.text], [418, "I'm a Teapot"]);
  });
  test('an invalid status is an error', async t => {
    const got = await answer(t, (_, response) => {
      assert.throws(() => response.status(99), RangeError);
      assert.throws(() => response.status('200'), TypeError);
      response.end();
    });
    assert.equal(got.status, 200);
  });
  test('set, get, append and several values', async t => {
    const got = await answer(t, (_, response) => {
      response.set({ 'x-a': '1', 'x-b': ['2', '3'] });
      response.append('set-cookie', 'a=1').append('set-cookie', ['b=2']);
      response.send(response.get('X-A'));
    });
    assert.equal(got.text, '1');
    assert.deepEqual([got.headers['x-b'], got.headers['set-cookie']], ['2, 3', ['a=1', 'b=2']]);
  });
  test('vary', async t => {
    const got = await answer(t, (_, response) => response.vary('Origin').vary('Accept').end());
    assert.equal(got.headers.vary, 'Origin, Accept');
  });
  test('links', async t => {
    const got = await answer(t, (_, response) => response.links({ next: '/2', last: '/9' }).end());
    assert.equal(got.headers.link, '</2>; rel="next", </9>; rel="last"');
  });
  test('type and attachment', async t => {
    const got = await answer(t, (_, response) => response.attachment('a b.pdf').end());
    assert.equal(got.headers['content-disposition'], 'attachment; filename="a b.pdf"');
    assert.equal(got.headers['content-type'], 'application/pdf');
  });
  test('redirect', async t => {
    const got = await answer(t, (_, response) => response.redirect(301, '/ä'));
    assert.deepEqual([got.status, got.headers.location], [301, '/%C3%A4']);
    assert.equal(got.text, 'Moved Permanently. Redirecting to /%C3%A4');
  });
  test('cookies', async t => {
    const got = await answer(t, (_, response) => {
      response.cookie('a', 'ä', { httpOnly: true, sameSite: 'lax' });
      response.cookie('j', { x: 1 }, { path: '/p' });
      response.clearCookie('old').end();
    });
    assert.deepEqual(got.headers['set-cookie'], [
      'a=%C3%A4; Path=/; HttpOnly; SameSite=Lax',
      'j=j%3A%7B%22x%22%3A1%7D; Path=/p',
      'old=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT',
    ]);
  });
  test('format', async t => {
    const handler = (_, response) =>
      response.format({ text: () => response.send('text'), json: () => response.send('{"json":1}') });
    assert.equal((await answer(t, handler, { headers: { accept: 'application/json' } })).text, '{"json":1}');
    assert.equal((await answer(t, handler, { headers: { accept: 'image/png' } })).status, 406);
  });
  test('x-powered-by', async t => {
    const handler = (_, response) => response.end();
    assert.equal((await answer(t, handler)).headers['x-powered-by'], 'Express');
    const build = app => app.disable('x-powered-by');
    assert.equal((await answer(t, handler, { build })).headers['x-powered-by'], undefined);
  });
  test('headersSent', async t => {
    const { text } = await answer(t, (_, response) => {
      const before = response.headersSent;
      response.write('x');
      response.end(`${before} ${response.headersSent}`);
    });
    assert.equal(text, 'xfalse true');
  });
});

describe('streams', () => {
  test('a piped answer arrives whole', async t => {
    const chunks = Array.from({ length: 200 }, (_, index) => Buffer.alloc(5000, index));
    const { bytes } = await answer(t, (_, response) => Readable.from(chunks).pipe(response));
    assert.ok(bytes.equals(Buffer.concat(chunks)));
  });
  test('writeHead, flushHeaders, trailers', async t => {
    const got = await answer(t, (_, response) => {
      response.writeHead(202, 'Taken', { 'x-raw': '1', trailer: 'x-end' });
      response.flushHeaders();
      response.addTrailers({ 'x-end': 'yes' });
      response.end('x');
    });
    assert.deepEqual([got.status, got.statusMessage, got.headers['x-raw']], [202, 'Taken', '1']);
  });
  test('finish and close come once each, and in this order', async t => {
    const events = [];
    const closed = new Promise(resolve => {
      answer(t, (_, response) => {
        response.on('finish', () => events.push('finish'));
        response.on('close', () => resolve(events.push('close')));
        response.send('x');
      });
    });
    await closed;
    assert.deepEqual(events, ['finish', 'close']);
  });
});

describe('files', () => {
  test('sendFile, whole and in part', async t => {
    const root = folderWith(t, 'name.txt', '0123456789');
    const handler = (_, response) => response.sendFile('name.txt', { root });
    const whole = await answer(t, handler);
    assert.deepEqual([whole.status, whole.text], [200, '0123456789']);
    const part = await answer(t, handler, { headers: { range: 'bytes=2-4' } });
    assert.deepEqual([part.status, part.text, part.headers['content-range']], [206, '234', 'bytes 2-4/10']);
    const none = await answer(t, handler, { headers: { range: 'bytes=20-' } });
    assert.equal(none.status, 416);
  });
  test('sendFile tells of a file that is missing', async t => {
    const { status, text } = await answer(t, (_, response) =>
      response.sendFile('/no/such/file', error => response.status(error.status).send(error.code)),
    );
    assert.deepEqual([status, text], [404, 'ENOENT']);
  });
  test('download', async t => {
    const root = folderWith(t, 'report.txt', 'content');
    const got = await answer(t, (_, response) => response.download(path.join(root, 'report.txt'), 'a b.txt'));
    assert.deepEqual(
      [got.text, got.headers['content-disposition']],
      ['content', 'attachment; filename="a b.txt"'],
    );
  });
  test('static', async t => {
    const root = folderWith(t, 'index.html', '<p>');
    const build = app => app.use('/files', express.static(root, { maxAge: '1h' }));
    const index = await answer(t, () => {}, { build, path: '/files/' });
    assert.deepEqual([index.text, index.headers['cache-control']], ['<p>', 'public, max-age=3600']);
    assert.equal((await answer(t, () => {}, { build, path: '/files' })).status, 301);
    assert.equal((await answer(t, () => {}, { build, path: '/files/../../x' })).status, 404);
  });
});

describe('views', () => {
  test('render with an engine, locals of app, response and call', async t => {
    const views = folderWith(t, 'page.tpl', '{app} {response} {call}');
    const build = app => {
      app.engine('tpl', (file, options, done) => {
        const source = require('node:fs').readFileSync(file, 'utf8');
        done(
          null,
          source.replace(/\{(\w+)\}/g, (_, name) => options[name]),
        );
      });
      app.set('views', views).set('view engine', 'tpl');
      app.locals.app = 'A';
    };
    const handler = (_, response) => {
      response.locals.response = 'R';
      response.render('page', { call: 'C' });
    };
    assert.equal((await answer(t, handler, { build })).text, 'A R C');
  });
  test('a view that is missing goes to the error handler', async t => {
    const build = app => app.set('view engine', 'tpl').engine('tpl', (_, __, done) => done(null, ''));
    const { status } = await answer(t, (_, response) => response.render('none'), { build });
    assert.equal(status, 500);
  });
});
