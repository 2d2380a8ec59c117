'use strict';
/* Clients of databases, caches, queues and clouds: a request makes one call to a double of the server (bench/backend/). */
const amqplib = require('amqplib');
const Redis = require('ioredis');
const Memcached = require('memcached');
const { MongoClient } = require('mongodb');
const mysql = require('mysql2/promise');
const redis = require('redis');
const { answering, answeringLater, installed, serve } = require('./serve.cjs');

const host = '127.0.0.1';
const ports = JSON.parse(process.env.BENCH_PORTS);

function openIoredis() {
  const client = new Redis({ host, port: ports.redisPort });
  return answeringLater(() => client.get('key'));
}

async function openRedis() {
  const client = redis.createClient({ url: `redis://${host}:${ports.redisPort}` });
  await client.connect();
  return answeringLater(() => client.get('key'));
}

function openMemcached() {
  const client = new Memcached(`${host}:${ports.memcachedPort}`);
  return answering(callBack => client.get('key', callBack));
}

function openMysql() {
  const pool = mysql.createPool({ host, port: ports.mysqlPort, user: 'bench', database: 'bench' });
  return answeringLater(async () => {
    const [rows] = await pool.query('SELECT id, name FROM items WHERE id = 7');
    return rows[0].name;
  });
}

async function openMongodb() {
  const client = new MongoClient(`mongodb://${host}:${ports.mongodbPort}`);
  await client.connect();
  const items = client.db('bench').collection('items');
  return answeringLater(async () => (await items.findOne({ id: 7 })).name);
}

/** Publishes a message, and answers when the consumer of this process has it. */
async function openAmqplib() {
  const url = `amqp://bench:bench@${host}:${ports.amqpPort}`;
  const connection = await amqplib.connect(url, { noDelay: true });
  const channel = await connection.createChannel();
  await channel.assertQueue('hellos');
  const waiting = [];
  await channel.consume('hellos', message => {
    channel.ack(message);
    waiting.shift()(null, message.content);
  });
  return answering(callBack => {
    waiting.push(callBack);
    channel.sendToQueue('hellos', Buffer.from('Hello name'));
  });
}

/** Sends a message, and answers when the consumer of this process has it. */
async function openKafkajs() {
  const { Kafka, logLevel } = installed('kafkajs');
  const kafka = new Kafka({ brokers: [`${host}:${ports.kafkaPort}`], logLevel: logLevel.NOTHING });
  const producer = kafka.producer();
  await producer.connect();
  const consumer = kafka.consumer({ groupId: 'hellos' });
  await consumer.connect();
  await consumer.subscribe({ topic: 'hellos' });
  const waiting = [];
  await consumer.run({ eachMessage: async ({ message }) => waiting.shift()(null, message.value) });
  return answering(callBack => {
    waiting.push(callBack);
    producer.send({ topic: 'hellos', messages: [{ value: 'Hello name' }] });
  });
}

function openAws() {
  const { DynamoDBClient, GetItemCommand } = installed('@aws-sdk/client-dynamodb');
  const client = new DynamoDBClient({
    endpoint: `http://${host}:${ports.httpPort}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  });
  const input = { TableName: 'items', Key: { id: { S: '7' } } };
  return answeringLater(async () => (await client.send(new GetItemCommand(input))).Item.name.S);
}

async function main() {
  serve({
    ioredis: openIoredis(),
    redis: await openRedis(),
    memcached: openMemcached(),
    mysql2: openMysql(),
    mongodb: await openMongodb(),
    amqplib: await openAmqplib(),
    kafkajs: await openKafkajs(),
    'aws-sdk': openAws(),
  });
}

main();
