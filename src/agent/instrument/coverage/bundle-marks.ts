/** Texts that only these packages contain and no minifier changes, present for years of releases. */
export const BUNDLE_MARKS: Readonly<Record<string, string>> = {
  express: 'app.use() requires a middleware function',
  koa: 'Middleware stack must be an array!',
  fastify: 'FST_ERR_CTP_ALREADY_PRESENT',
  '@hapi/hapi': 'Cannot start server while it is in',
  '@nestjs/core': 'Nest application successfully started',
  pg: 'Client has already been connected. You cannot reuse a client.',
  mysql2: "Can't add new command when connection is in closed state",
  mongodb: 'MongoServerSelectionError',
  ioredis: "Stream isn't writeable and enableOfflineQueue options is false",
  '@redis/client': 'Socket closed unexpectedly',
  amqplib: 'Channel closed by server',
  graphql: 'Must provide document.',
  '@grpc/grpc-js': 'Received RST_STREAM with code',
  winston: 'Attempt to write logs with no transports',
  bunyan: 'bunyan usage error',
};

/** Comment by which bundlers that do not minify name the origin of each part: `// node_modules/pg/lib/client.js`. */
export const PATH_MARK =
  /(?:\/\/|\/\*|#region|!\*\*\*)[^\n]{0,40}\bnode_modules\/((?:@[\w.-]+\/)?[\w.-]+)\//g;
