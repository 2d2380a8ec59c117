import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import amqplib from 'amqplib';
import { Redis } from 'ioredis';
import Memcached from 'memcached';
import { MongoClient } from 'mongodb';
import mysql from 'mysql2/promise';
import pg from 'pg';

import { installPackages } from '../agent/boot/guard/install-package';
import { describeWith } from './describe-with';
import { shakeHands } from './process/shake-hands';
import { postgres } from './servers/postgres';
import { redis } from './servers/redis';
import type { ServiceName } from './servers/service';
import { leftOut, servers } from './services';
import { startService } from './start-service';

/** Work that each server has to do for its own client library, given its URL alone. */
const requests: [ServiceName, (url: string) => Promise<void>][] = [
  [
    'postgres',
    async url => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      const { rows } = await client.query('SELECT $1::text AS word, current_setting($2) AS version', [
        'hi',
        'server_version',
      ]);
      await client.end();
      expect(rows[0]).toEqual({ word: 'hi', version: expect.stringMatching(/^\d+/) });
    },
  ],
  [
    'mariadb',
    async url => {
      const connection = await mysql.createConnection(url);
      await connection.query('CREATE TEMPORARY TABLE words (word TEXT)');
      await connection.execute('INSERT INTO words VALUES (?)', ['hi']);
      const [rows] = await connection.query('SELECT word FROM words');
      await connection.end();
      expect(rows).toEqual([{ word: 'hi' }]);
    },
  ],
  [
    'redis',
    async url => {
      const client = new Redis(url);
      await client.set('services.test', 'hi');
      const word = await client.getdel('services.test');
      await client.quit();
      expect(word).toBe('hi');
    },
  ],
  [
    'rabbitmq',
    async url => {
      const connection = await amqplib.connect(url);
      const channel = await connection.createChannel();
      const { queue } = await channel.assertQueue('', { exclusive: true });
      const received = new Promise(resolve => {
        channel.consume(queue, message => resolve(message?.content.toString()), { noAck: true });
      });
      channel.sendToQueue(queue, Buffer.from('hi'));
      expect(await received).toBe('hi');
      await connection.close();
    },
  ],
  [
    'memcached',
    async url => {
      const client = new Memcached(new URL(url).host);
      const set = await new Promise((resolve, reject) =>
        client.set('services.test', 'hi', 10, (error, result) => (error ? reject(error) : resolve(result))),
      );
      client.end();
      expect(set).toBe(true);
    },
  ],
  [
    'mongodb',
    async url => {
      const client = await MongoClient.connect(url);
      const words = client.db().collection(`words_${process.pid}`);
      await words.insertMany([{ word: 'hi' }, { word: 'ho' }]);
      const found = await words.findOne({ word: 'ho' }, { projection: { _id: 0 } });
      await words.drop();
      await client.close();
      expect(found).toEqual({ word: 'ho' });
    },
  ],
  [
    'nats',
    async url => {
      const { hostname, port } = new URL(url);
      const socket = connect(Number(port), hostname).setEncoding('latin1');
      socket.write('CONNECT {"verbose":false}\r\nSUB words 1\r\nPUB words 2\r\nhi\r\n');
      let text = '';
      for await (const part of socket) {
        text += part;
        if (text.includes('MSG words 1 2\r\nhi\r\n')) return;
      }
      throw new Error(text);
    },
  ],
  [
    'kafka',
    async url => {
      const modules = await installPackages({ '@platformatic/kafka': '2.12.1', kafkajs: '2.2.4' });
      const { Kafka } = createRequire(path.join(modules, 'from-here.js'))('kafkajs');
      const client = new Kafka({ brokers: [new URL(url).host], logLevel: 0 });
      const producer = client.producer();
      await producer.connect();
      const topic = `words-${process.pid}`;
      const [place] = await producer.send({ topic, messages: [{ value: 'hi' }] });
      await producer.disconnect();
      expect(place).toMatchObject({ topicName: topic, partition: 0, baseOffset: '0' });
    },
  ],
];

test('each server of the table has a request', () => {
  expect(requests.map(([name]) => name)).toEqual(servers.map(({ name }) => name));
});

for (const [name, request] of requests) {
  describeWith(name)(name, () => {
    test('answers a client', async () => {
      const service = await startService(name);
      try {
        await request(service.url);
      } finally {
        await service.stop();
      }
    });
  });
}

for (const server of [redis, postgres]) {
  describeWith(server.name)(`a ${server.name} of its own`, () => {
    const given = process.env[server.variable];
    beforeEach(() => {
      delete process.env[server.variable];
    });
    afterEach(() => {
      if (given) process.env[server.variable] = given;
    });
    const folders = () =>
      readdirSync(tmpdir()).filter(folder => folder.startsWith(`otel-agent-test-${server.name}-`));

    test('listens on loopback, and leaves neither listener nor folder', async () => {
      const before = folders();
      const service = await startService(server.name);
      expect(service.env).toEqual({ [server.variable]: service.url });
      expect(service.host).toBe('127.0.0.1');
      const own = folders().filter(folder => !before.includes(folder));
      expect(own).toHaveLength(1);
      await service.stop();
      expect(await shakeHands(service, server.handshake)).toBe(false);
      expect(folders().includes(own[0]!)).toBe(false);
    });

    test('is refused by name when the address that is given does not answer', async () => {
      process.env[server.variable] = `${server.name}://127.0.0.1:1`;
      await expect(startService(server.name)).rejects.toThrow(
        `${server.variable}: no ${server.name} answers at 127.0.0.1:1`,
      );
      delete process.env[server.variable];
    });
  });
}

describe('the switch that leaves services out', () => {
  const given = process.env.OTEL_AGENT_TEST_SKIP;
  afterEach(() => {
    if (given === undefined) delete process.env.OTEL_AGENT_TEST_SKIP;
    else process.env.OTEL_AGENT_TEST_SKIP = given;
  });

  test('takes a list of names', () => {
    process.env.OTEL_AGENT_TEST_SKIP = ' rabbitmq, mongodb,';
    expect(leftOut()).toEqual(['rabbitmq', 'mongodb']);
  });

  test('does not take a name that is none', () => {
    process.env.OTEL_AGENT_TEST_SKIP = 'rabbit';
    expect(leftOut).toThrow('there is no service "rabbit"; there are postgres, mariadb, redis, rabbitmq');
  });
});
