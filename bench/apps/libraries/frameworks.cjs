'use strict';
/* Frameworks of the web, and remote calls that stay in this process: each answers a request by itself. */
require('reflect-metadata');
const grpc = require('@grpc/grpc-js');
const hapi = require('@hapi/hapi');
const Router = require('@koa/router');
const { Controller, Get, Module, Req } = require('@nestjs/common');
const { NestFactory } = require('@nestjs/core');
const { graphql, buildSchema } = require('graphql');
const Koa = require('koa');
const { answering, answeringLater, handlerOf, installed, serve } = require('./serve.cjs');

const host = '127.0.0.1';

function openKoa() {
  const router = new Router();
  router.get('/koa/:name', context => {
    context.body = `Hello ${context.params.name}`;
  });
  const app = new Koa();
  app.use(async (_, next) => next());
  app.use(router.routes());
  return app.callback();
}

async function openHapi() {
  const server = hapi.server({ host, port: 0 });
  server.route({ method: 'GET', path: '/hapi/{name}', handler: request => `Hello ${request.params.name}` });
  await server.start();
  return handlerOf(server.listener);
}

/** Calls the decorators by hand, as a TypeScript compiler makes of `@Get(…)`. */
async function openNest() {
  class HelloController {
    hello(request) {
      return `Hello ${request.params.name}`;
    }
  }
  const { prototype } = HelloController;
  Controller('nestjs')(HelloController);
  Get(':name')(prototype, 'hello', Object.getOwnPropertyDescriptor(prototype, 'hello'));
  Req()(prototype, 'hello', 0);
  class HelloModule {}
  Module({ controllers: [HelloController] })(HelloModule);
  const app = await NestFactory.create(HelloModule, { logger: false });
  await app.init();
  return app.getHttpAdapter().getInstance();
}

function openRestify() {
  const server = installed('restify').createServer();
  server.get('/restify/:name', (request, response, next) => {
    const text = `Hello ${request.params.name}`;
    response.sendRaw(200, text, { 'content-length': text.length });
    next();
  });
  return handlerOf(server.server);
}

function openGraphql() {
  const schema = buildSchema('type Query { hello(name: String!): String }');
  const rootValue = { hello: ({ name }) => `Hello ${name}` };
  const source = 'query Hello { hello(name: "name") }';
  return answeringLater(async () => JSON.stringify(await graphql({ schema, source, rootValue })));
}

/** Method of a service, by bytes. */
const UNARY = {
  path: '/bench.Greeter/Hello',
  requestStream: false,
  responseStream: false,
  requestSerialize: text => Buffer.from(text),
  requestDeserialize: bytes => bytes.toString(),
  responseSerialize: text => Buffer.from(text),
  responseDeserialize: bytes => bytes.toString(),
};

/** Calls a gRPC server of this process: both sides of the call are in the figure. */
async function openGrpc() {
  const server = new grpc.Server();
  server.addService({ hello: UNARY }, { hello: (call, done) => done(null, `Hello ${call.request}`) });
  const port = await new Promise((resolve, reject) => {
    const credentials = grpc.ServerCredentials.createInsecure();
    server.bindAsync(`${host}:0`, credentials, (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  const Client = grpc.makeGenericClientConstructor({ hello: UNARY }, 'bench.Greeter');
  const client = new Client(`${host}:${port}`, grpc.credentials.createInsecure());
  return answering(callBack => client.hello('name', callBack));
}

/** Sends an event to a Socket.IO server of this process, and waits for its acknowledgement. */
async function openSocketIo() {
  const server = new (installed('socket.io').Server)({ transports: ['websocket'] });
  server.on('connection', socket => socket.on('hello', (name, acknowledge) => acknowledge(`Hello ${name}`)));
  server.listen(0);
  const { port } = server.httpServer.address();
  const client = installed('socket.io-client').io(`http://${host}:${port}`, { transports: ['websocket'] });
  await new Promise(resolve => client.once('connect', resolve));
  return answeringLater(() => client.emitWithAck('hello', 'name'));
}

async function main() {
  serve({
    koa: openKoa(),
    hapi: await openHapi(),
    nestjs: await openNest(),
    restify: openRestify(),
    graphql: openGraphql(),
    grpc: await openGrpc(),
    'socket.io': await openSocketIo(),
  });
}

main();
