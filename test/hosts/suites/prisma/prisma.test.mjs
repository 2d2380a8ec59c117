import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { PrismaPg } from '@prisma/adapter-pg';
import * as runtime from '@prisma/client/runtime/client';

/* A client as the generator `prisma-client` writes it, of the model in model.json. */
const require = createRequire(import.meta.url);
const generated = require('./model.json');
const ofClient = name => import(`@prisma/client/runtime/${name}.mjs`);
const PrismaClient = runtime.getPrismaClient({
  ...generated,
  previewFeatures: [],
  activeProvider: 'postgresql',
  compilerWasm: {
    getRuntime: () => ofClient('query_compiler_fast_bg.postgresql'),
    async getQueryCompilerWasmModule() {
      const { wasm } = await ofClient('query_compiler_fast_bg.postgresql.wasm-base64');
      return new WebAssembly.Module(Buffer.from(wasm, 'base64'));
    },
    importName: './query_compiler_fast_bg.js',
  },
});
const schema = `hosts_${process.pid}`;
const connectionString = process.env.TEST_POSTGRES_URL;
const open = (options = {}) =>
  new PrismaClient({ adapter: new PrismaPg({ connectionString, max: 3 }, { schema }), ...options });

let prisma;
before(async () => {
  prisma = open();
  await prisma.$executeRawUnsafe(`CREATE SCHEMA ${schema}`);
  await prisma.$executeRawUnsafe(`CREATE TABLE ${schema}."Word" (id INT PRIMARY KEY, word TEXT UNIQUE)`);
  for (const [id, word] of [
    [1, 'a'],
    [2, 'b'],
    [3, 'c'],
  ])
    await prisma.word.create({ data: { id, word } });
});
after(async () => {
  await prisma.$executeRawUnsafe(`DROP SCHEMA ${schema} CASCADE`);
  await prisma.$disconnect();
});

describe('operations', () => {
  test('give what they gave', async () => {
    assert.deepEqual(await prisma.word.findUnique({ where: { id: 1 } }), { id: 1, word: 'a' });
    assert.deepEqual(await prisma.word.findFirst({ where: { word: 'none' } }), null);
    assert.deepEqual(
      (await prisma.word.findMany({ where: { id: { gt: 1 } }, orderBy: { id: 'asc' } })).map(
        ({ word }) => word,
      ),
      ['b', 'c'],
    );
    assert.equal(await prisma.word.count(), 3);
    assert.deepEqual(await prisma.word.update({ where: { id: 3 }, data: { word: 'd' } }), {
      id: 3,
      word: 'd',
    });
    assert.deepEqual(await prisma.word.updateMany({ where: { id: 3 }, data: { word: 'c' } }), { count: 1 });
    assert.deepEqual(
      await prisma.word.upsert({ where: { id: 4 }, create: { id: 4, word: 'x' }, update: { word: 'y' } }),
      { id: 4, word: 'x' },
    );
    assert.deepEqual(await prisma.word.delete({ where: { id: 4 } }), { id: 4, word: 'x' });
  });
  test('take frozen arguments and leave them', async () => {
    const given = Object.freeze({ where: Object.freeze({ id: 1 }), select: Object.freeze({ word: true }) });
    assert.deepEqual(await prisma.word.findUnique(given), { word: 'a' });
  });
  test('are promises that begin when they are awaited', async () => {
    const promise = prisma.word.count();
    assert.deepEqual(
      [promise[Symbol.toStringTag], typeof promise.then, typeof promise.catch, typeof promise.finally],
      ['PrismaPromise', 'function', 'function', 'function'],
    );
    assert.equal(promise instanceof Promise, false);
    assert.equal(await promise, 3);
    assert.equal(await promise, 3);
  });
  test('one query for several findUnique of a tick', async () => {
    const words = await Promise.all([1, 2, 3].map(id => prisma.word.findUnique({ where: { id } })));
    assert.deepEqual(
      words.map(({ word }) => word),
      ['a', 'b', 'c'],
    );
  });
  test('raw', async () => {
    assert.deepEqual(await prisma.$queryRawUnsafe('SELECT $1::int AS n', 7), [{ n: 7 }]);
    assert.deepEqual(await prisma.$queryRaw`SELECT ${7}::int AS n`, [{ n: 7 }]);
    assert.equal(await prisma.$executeRawUnsafe(`UPDATE ${schema}."Word" SET word = 'a' WHERE id = 1`), 1);
  });
});

describe('errors', () => {
  const failed = promise =>
    promise.then(
      () => assert.fail('it has not failed'),
      error => error,
    );
  test('of a constraint have their code and meta', async () => {
    const error = await failed(prisma.word.create({ data: { id: 1, word: 'z' } }));
    assert.deepEqual(
      [error.name, error.code, error.clientVersion !== undefined],
      ['PrismaClientKnownRequestError', 'P2002', true],
    );
    assert.equal(error.meta.modelName, 'Word');
    assert.ok(error instanceof runtime.PrismaClientKnownRequestError);
  });
  test('of arguments tell what is wrong', async () => {
    const error = await failed(prisma.word.findMany({ where: { nosuch: 1 } }));
    assert.equal(error.name, 'PrismaClientValidationError');
    assert.match(error.message, /Unknown argument `nosuch`/);
    assert.equal((await failed(prisma.word.create({}))).name, 'PrismaClientValidationError');
    assert.equal((await failed(prisma.word.findUnique())).name, 'PrismaClientValidationError');
  });
  test('of a record that is not there', async () => {
    assert.equal(
      (await failed(prisma.word.update({ where: { id: 99 }, data: { word: 'x' } }))).code,
      'P2025',
    );
    assert.equal((await failed(prisma.word.findUniqueOrThrow({ where: { id: 99 } }))).code, 'P2025');
  });
  test('of raw statements have the server’s code', async () => {
    const error = await failed(prisma.$queryRawUnsafe('SELECT * FROM missing'));
    assert.equal(error.code, 'P2010');
  });
  test('of a server that is not there', async () => {
    const adapter = new PrismaPg({ connectionString: 'postgres://127.0.0.1:1/x' });
    const nobody = new PrismaClient({ adapter });
    const error = await failed(nobody.word.count());
    assert.match(`${error.name} ${error.code}`, /Prisma|ECONNREFUSED/);
    await nobody.$disconnect();
  });
});

describe('transactions', () => {
  test('of a list give a list', async () => {
    assert.deepEqual(
      await prisma.$transaction([prisma.word.count(), prisma.word.findUnique({ where: { id: 2 } })]),
      [3, { id: 2, word: 'b' }],
    );
  });
  test('of a function give what it gives, with its one argument', async () => {
    const given = await prisma.$transaction(async (...args) => [args.length, await args[0].word.count()]);
    assert.deepEqual(given, [1, 3]);
  });
  test('roll back, with the app’s own error', async () => {
    const error = Object.freeze(new Error('mine'));
    const outcome = await prisma
      .$transaction(async inner => {
        await inner.word.delete({ where: { id: 1 } });
        throw error;
      })
      .catch(given => given);
    assert.equal(outcome, error);
    assert.equal(await prisma.word.count(), 3);
  });
});

describe('extensions and events', () => {
  test('see operations with their arguments, and may change them', async () => {
    const seen = [];
    const extended = prisma.$extends({
      query: {
        word: {
          async findMany({ model, operation, args, query }) {
            seen.push(model, operation, args);
            return query({ ...args, take: 1 });
          },
        },
      },
      model: { word: { first: () => 'mine' } },
      result: { word: { shout: { needs: { word: true }, compute: ({ word }) => word?.toUpperCase() } } },
    });
    const rows = await extended.word.findMany({ orderBy: { id: 'asc' } });
    assert.deepEqual([rows.length, rows[0].shout, extended.word.first()], [1, 'A', 'mine']);
    assert.deepEqual(seen, ['Word', 'findMany', { orderBy: { id: 'asc' } }]);
  });
  test('queries are events when they are asked for', async () => {
    const own = open({ log: [{ emit: 'event', level: 'query' }] });
    const seen = [];
    own.$on('query', event => seen.push(event));
    await own.word.count();
    await own.$disconnect();
    assert.equal(seen.length, 1);
    assert.match(seen[0].query, /^SELECT COUNT\(\*\)/);
    assert.doesNotMatch(seen[0].query, /traceparent/);
  });
});

test('context of an AsyncLocalStorage stays apart', async () => {
  const storage = new AsyncLocalStorage();
  const numbers = Array.from({ length: 30 }, (_, index) => index);
  const seen = await Promise.all(
    numbers.map(n =>
      storage.run(n, async () => {
        await prisma.word.findFirst({ where: { id: n } });
        return storage.getStore();
      }),
    ),
  );
  assert.deepEqual(seen, numbers);
});
