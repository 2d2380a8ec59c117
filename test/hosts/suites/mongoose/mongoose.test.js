'use strict';
const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { inspect } = require('node:util');
const mongoose = require('mongoose');
const { ends } = require('../called');

const url = process.env.TEST_MONGODB_URL;
let nextName = 0;

async function open(t, set = () => {}) {
  const connection = await mongoose.createConnection(url).asPromise();
  t.after(() => connection.close());
  const schema = new mongoose.Schema({ name: { type: String, required: true }, age: Number });
  set(schema);
  return connection.model(`Hosts${process.pid}${nextName++}`, schema);
}

describe('documents', () => {
  test('save, and give themselves', async t => {
    const User = await open(t);
    const user = new User({ name: 'bob' });
    assert.equal(await user.save(), user);
    user.age = 7;
    await user.save();
    assert.equal((await User.findById(user._id)).age, 7);
    assert.equal((await user.deleteOne()).deletedCount, 1);
  });
  test('that are not valid are rejected', async t => {
    const User = await open(t);
    await assert.rejects(new User().save(), { name: 'ValidationError' });
    await assert.rejects(User.create({}), { name: 'ValidationError' });
  });
  test('run hooks, with their `this`', async t => {
    const seen = [];
    const User = await open(t, schema => {
      schema.pre('save', function () {
        seen.push(['pre', this.name]);
      });
      schema.post('save', document => void seen.push(['post', document.name]));
      schema.pre('find', function () {
        seen.push(['find', this.getFilter().name]);
      });
    });
    await User.create({ name: 'bob' });
    await User.find({ name: 'bob' });
    assert.deepEqual(seen, [
      ['pre', 'bob'],
      ['post', 'bob'],
      ['find', 'bob'],
    ]);
  });
  test('hooks that throw null reject with it', async t => {
    const User = await open(t, schema =>
      schema.pre('save', () => {
        throw null;
      }),
    );
    const [{ status }] = await Promise.allSettled([new User({ name: 'x' }).save()]);
    assert.ok(['fulfilled', 'rejected'].includes(status));
  });
});

describe('queries', () => {
  test('are promises when they are waited for, and once', async t => {
    const User = await open(t);
    await User.insertMany([{ name: 'a' }, { name: 'b' }]);
    const query = User.find({ name: 'a' });
    assert.equal(query instanceof mongoose.Query, true);
    assert.equal((await query).length, 1);
    await assert.rejects(query.exec(), { name: 'MongooseError' });
    assert.equal((await query.clone()).length, 1);
  });
  test('chain, count, distinct, stream', async t => {
    const User = await open(t);
    await User.insertMany([
      { name: 'a', age: 1 },
      { name: 'b', age: 2 },
    ]);
    assert.equal(await User.where('age').gt(1).countDocuments(), 1);
    assert.deepEqual((await User.distinct('name')).sort(), ['a', 'b']);
    let count = 0;
    for await (const _ of User.find()) count += 1;
    assert.equal(count, 2);
    assert.deepEqual((await User.aggregate([{ $match: { age: 2 } }]))[0].name, 'b');
    assert.equal(
      (await User.findOneAndUpdate({ name: 'a' }, { age: 9 }, { returnDocument: 'after' })).age,
      9,
    );
  });
  test('have no properties but mongoose’s', async t => {
    const User = await open(t);
    const query = User.find({ name: 'a' });
    assert.doesNotMatch(inspect(query, { depth: 2 }), /stored-parent-span|instrumented/);
    assert.deepEqual(
      Object.getOwnPropertySymbols(query).filter(symbol => /span|instrumented/.test(String(symbol))),
      [],
    );
  });
  test('errors, and those that nobody handles', async t => {
    const User = await open(t);
    await assert.rejects(User.find({ age: 'x' }).exec(), { name: 'CastError' });
    const script = `
      const mongoose = require('mongoose');
      mongoose.connect(${JSON.stringify(url)}).then(() => {
        const User = mongoose.model('U', new mongoose.Schema({ age: Number }));
        User.find({ age: 'x' }).exec();
      });
    `;
    assert.equal(ends(__dirname, script).status, 1);
  });
});

test('classes may be loaded and models be extended', async t => {
  const User = await open(t, schema => {
    schema.loadClass(
      class {
        shout() {
          return this.name.toUpperCase();
        }
      },
    );
  });
  assert.equal(new User({ name: 'bob' }).shout(), 'BOB');
  assert.deepEqual(
    [User.prototype.save.name, User.prototype.$save, mongoose.Model.name],
    [mongoose.Model.prototype.save.name, mongoose.Model.prototype.$save, 'Model'],
  );
});
