import type { Span } from './receiver';
import { endSandboxes, startTracedSandbox, type TracedSandbox } from './traced-sandbox';

/* What the span tells of an event, and which span it continues; the events are those of AWS's documentation. */

jest.setTimeout(20 * 60_000);

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const TRACEPARENT = `00-${TRACE}-${SPAN}-01`;
const OTHER = '00-11111111111111111111111111111111-2222222222222222-01';
const X_RAY = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
const X_RAY_TRACE = '5759e988bd862e3fe1be46a994272793';
const CONSUMER = 5;

let sandbox: TracedSandbox;
beforeAll(async () => {
  const env = { OTEL_PROPAGATORS: 'tracecontext,baggage,xray-lambda', OTEL_AGENT_REDACT_QUERY: 'voucher' };
  sandbox = await startTracedSandbox({ handler: 'index.handler', nodeMajor: 24, env });
});
afterAll(endSandboxes);

async function spanOf(event: object, headers = {}): Promise<Span> {
  expect(await sandbox.invoke(event, { headers })).toMatchObject({ failed: false });
  return sandbox.handlerSpans().at(-1)!;
}

test('a request of API Gateway, REST, is a server span', async () => {
  const span = await spanOf({
    resource: '/orders/{id}',
    path: '/orders/7',
    httpMethod: 'PUT',
    headers: {
      Host: 'shop.example',
      'X-Forwarded-Proto': 'https',
      'User-Agent': 'curl',
      Traceparent: TRACEPARENT,
    },
    multiValueQueryStringParameters: { tag: ['a', 'b'], voucher: ['s3cret'] },
    queryStringParameters: { tag: 'b', voucher: 's3cret' },
    requestContext: { identity: { sourceIp: '192.0.2.7' }, protocol: 'HTTP/1.1', domainName: 'shop.example' },
    answer: { statusCode: 503, body: '' },
  });
  expect(span).toMatchObject({
    traceId: TRACE,
    parentSpanId: SPAN,
    status: { code: 2 },
    attributes: {
      'faas.trigger': 'http',
      'http.request.method': 'PUT',
      'http.route': '/orders/{id}',
      'url.path': '/orders/7',
      'url.scheme': 'https',
      'server.address': 'shop.example',
      'client.address': '192.0.2.7',
      'user_agent.original': 'curl',
      'network.protocol.version': '1.1',
      'http.response.status_code': 503,
      'error.type': '503',
    },
  });
  expect(span.attributes['url.query']).toMatch(/^tag=a&tag=b&voucher=(?!s3cret)/);
});

test('a request of API Gateway, HTTP, or of a function URL is a server span', async () => {
  const span = await spanOf({
    version: '2.0',
    routeKey: 'GET /orders/{id}',
    rawPath: '/orders/7',
    rawQueryString: 'page=2',
    headers: { host: 'shop.example:8443', traceparent: TRACEPARENT },
    requestContext: { http: { method: 'GET', sourceIp: '192.0.2.7', protocol: 'HTTP/1.1' } },
  });
  expect(span).toMatchObject({
    traceId: TRACE,
    parentSpanId: SPAN,
    attributes: {
      'http.request.method': 'GET',
      'http.route': '/orders/{id}',
      'url.path': '/orders/7',
      'url.query': 'page=2',
      'server.address': 'shop.example',
      'server.port': 8443,
      'http.response.status_code': 200,
    },
  });
  expect(span.status.code ?? 0).toBe(0);
});

test('load balancer with lists of values', async () => {
  const span = await spanOf({
    requestContext: {
      elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/orders/1' },
    },
    httpMethod: 'BREW',
    path: '/orders',
    multiValueHeaders: {
      host: ['shop.example'],
      'x-forwarded-for': ['192.0.2.7, 198.51.100.1'],
      traceparent: [TRACEPARENT],
    },
    multiValueQueryStringParameters: { 'a%20b': ['c%20d'] },
  });
  expect(span).toMatchObject({
    parentSpanId: SPAN,
    attributes: {
      'http.request.method': '_OTHER',
      'http.request.method_original': 'BREW',
      'url.query': 'a+b=c+d',
      'client.address': '192.0.2.7',
    },
  });
});

const message = (traceparent?: string) => ({
  messageId: 'm-1',
  body: '{}',
  messageAttributes:
    traceparent === undefined ? {} : { traceparent: { stringValue: traceparent, dataType: 'String' } },
  attributes: {},
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:parcels',
});

test('SQS: a single message is continued', async () => {
  expect(await spanOf({ Records: [message(TRACEPARENT)] })).toMatchObject({
    kind: CONSUMER,
    traceId: TRACE,
    parentSpanId: SPAN,
    links: [],
    attributes: {
      'faas.trigger': 'pubsub',
      'messaging.system': 'aws_sqs',
      'messaging.destination.name': 'parcels',
      'messaging.operation.type': 'process',
      'messaging.message.id': 'm-1',
    },
  });
});

test('SQS: several messages are linked, each trace once', async () => {
  const span = await spanOf({ Records: [message(TRACEPARENT), message(OTHER), message(OTHER), message()] });
  expect(span).toMatchObject({
    parentSpanId: '',
    links: [`${TRACE}-${SPAN}`, '11111111111111111111111111111111-2222222222222222'],
    attributes: { 'messaging.batch.message_count': 4 },
  });
});

test("SQS: the notification of SNS in it, and X-Ray's header", async () => {
  const body = JSON.stringify({
    TopicArn: 'arn',
    MessageAttributes: { traceparent: { Type: 'String', Value: TRACEPARENT } },
  });
  expect(await spanOf({ Records: [{ ...message(), body }] })).toMatchObject({ parentSpanId: SPAN });
  const attributes = { AWSTraceHeader: X_RAY };
  expect(await spanOf({ Records: [{ ...message(), attributes }] })).toMatchObject({ traceId: X_RAY_TRACE });
});

test('SNS: a notification is continued', async () => {
  const Sns = {
    TopicArn: 'arn:aws:sns:eu-west-1:123456789012:orders-placed',
    MessageId: 'n-1',
    MessageAttributes: { traceparent: { Type: 'String', Value: TRACEPARENT } },
  };
  expect(await spanOf({ Records: [{ EventSource: 'aws:sns', Sns }] })).toMatchObject({
    kind: CONSUMER,
    parentSpanId: SPAN,
    attributes: { 'messaging.system': 'aws.sns', 'messaging.destination.name': 'orders-placed' },
  });
});

test('EventBridge, and its schedules', async () => {
  const event = {
    id: 'e-1',
    source: 'shop.orders',
    'detail-type': 'Order placed',
    detail: { traceparent: TRACEPARENT },
  };
  expect(await spanOf(event)).toMatchObject({
    kind: CONSUMER,
    parentSpanId: SPAN,
    attributes: {
      'faas.trigger': 'pubsub',
      'messaging.system': 'aws.eventbridge',
      'messaging.message.id': 'e-1',
    },
  });
  expect(await spanOf({ source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} })).toMatchObject({
    attributes: { 'faas.trigger': 'timer' },
  });
});

test('Kafka continues the trace; DynamoDB and S3 are named with their documents', async () => {
  const bytes = [...Buffer.from(TRACEPARENT)];
  const records = { 'orders-0': [{ topic: 'orders', headers: [{ traceparent: bytes }] }] };
  expect(await spanOf({ eventSource: 'aws:kafka', records })).toMatchObject({
    parentSpanId: SPAN,
    attributes: { 'messaging.system': 'kafka', 'messaging.destination.name': 'orders' },
  });
  const table = {
    eventSource: 'aws:dynamodb',
    eventName: 'REMOVE',
    eventSourceARN: 'arn:aws:dynamodb:eu-west-1:1:table/orders/stream/2026',
  };
  expect(await spanOf({ Records: [table] })).toMatchObject({
    attributes: {
      'faas.trigger': 'datasource',
      'faas.document.collection': 'orders',
      'faas.document.operation': 'delete',
    },
  });
  const s3 = { bucket: { name: 'invoices' }, object: { key: '7.pdf' } };
  expect(
    await spanOf({ Records: [{ eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3 }] }),
  ).toMatchObject({
    attributes: {
      'faas.document.collection': 'invoices',
      'faas.document.name': '7.pdf',
      'faas.document.operation': 'insert',
    },
  });
});

test("a direct call, by its client context, else by X-Ray's sampled context of the invocation", async () => {
  const clientContext = JSON.stringify({ Custom: { traceparent: TRACEPARENT } });
  const given = { 'lambda-runtime-client-context': clientContext, 'lambda-runtime-trace-id': X_RAY };
  expect(await spanOf({}, given)).toMatchObject({ traceId: TRACE, attributes: { 'faas.trigger': 'other' } });
  expect(await spanOf({}, { 'lambda-runtime-trace-id': X_RAY })).toMatchObject({
    traceId: X_RAY_TRACE,
    parentSpanId: '53995c3f42cd8ad8',
  });
  const unsampled = X_RAY.replace('Sampled=1', 'Sampled=0');
  expect(await spanOf({}, { 'lambda-runtime-trace-id': unsampled })).toMatchObject({ parentSpanId: '' });
});

test.each([
  ['a text', 'text'],
  ['null', null],
  ['a list', [1]],
  ['odd members', { requestContext: 5, headers: 'x', Records: [null] }],
  ['odd records', { Records: [{ eventSource: 'aws:sqs', eventSourceARN: 7, messageAttributes: [] }] }],
])('%s as an event', async (_title, event) => {
  const before = sandbox.handlerSpans().length;
  await sandbox.invoke(event);
  expect(sandbox.handlerSpans()).toHaveLength(before + 1);
});
