import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { detectResource } from '../../../src/agent/resource/resource';
import { serviceName } from '../../../src/agent/resource/service-name';

let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'otel-agent-name-')));
  writeFileSync(path.join(folder, 'package.json'), '{"name":"shop"}');
});
afterAll(() => rmSync(folder, { recursive: true }));

const ATTRIBUTES = { 'service.name': 'attribute' };
test.each([
  ['the setting', { serviceName: 'given', attributes: ATTRIBUTES }, 'given', 'OTEL_SERVICE_NAME'],
  ['the attribute', { attributes: ATTRIBUTES }, 'attribute', 'OTEL_RESOURCE_ATTRIBUTES'],
  [
    'no attribute without the env detector',
    { attributes: ATTRIBUTES, environment: {}, detectors: ['host'] },
    'shop',
    'package.json',
  ],
  ['the package', {}, 'shop', 'package.json'],
  [
    'the Lambda function, before the package of its runtime',
    { environment: { AWS_LAMBDA_FUNCTION_NAME: 'orders', _HANDLER: 'index.handler' } },
    'orders',
    'AWS_LAMBDA_FUNCTION_NAME',
  ],
  ['nothing', { entry: undefined }, 'unknown_service:node', undefined],
])('the name and its origin: %s', (_title, given, name, from) => {
  const input = {
    serviceName: undefined,
    attributes: {},
    kubernetes: {},
    environment: {},
    detectors: ['env'],
    entry: path.join(folder, 'app.js'),
    agentVersion: '1',
    sdkVersion: '1',
    ...given,
  };
  const origin = from === 'package.json' ? path.join(folder, from) : from;
  expect(serviceName(input)).toEqual({ name, from: origin });
  expect(detectResource(input)['service.name']).toBe(name);
});
